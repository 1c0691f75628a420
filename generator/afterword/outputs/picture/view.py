"""The picture as the page shows it: the drawing, its words, its table."""

from afterword.core.frozen import frozen
from afterword.core.words import Impact
from afterword.outputs.incident.incident_view import IncidentView
from afterword.outputs.picture.drawing import Drawing, draw
from afterword.outputs.picture.picture_words import clock, days, description, shown, title
from afterword.outputs.picture.story import story
from afterword.outputs.picture.table import TableRow, table
from afterword.outputs.picture.tracks import HEIGHTS
from afterword.outputs.translation import Language


@frozen
class Picture:
    """What the template needs."""

    drawing: Drawing
    title: str
    description: str
    days: str
    """`14 March 2026, UTC`."""
    made: str
    """When the page was made, while it is open; else empty."""
    graded: tuple[Impact, ...]
    """The levels that are drawn as heights, worst first."""
    others: tuple[Impact, ...]
    """Those that are drawn as frames."""
    planned: bool
    kept: bool
    late: bool
    due: bool
    """Which brackets are drawn."""
    assumed: bool
    """The start is not stated: bars begin with the first public word."""
    rows: tuple[TableRow, ...]


def picture(view: IncidentView, say: Language) -> Picture | None:
    """The picture of an incident; None where it could show nothing, or nothing that is known."""
    scene = story(view)
    if scene is None:
        return None
    lanes = shown(scene)
    drawing = draw(scene, say)
    used = {part.impact for lane in lanes for part in lane.slices}
    return Picture(
        drawing=drawing,
        title=title(scene, say),
        description=description(scene, lanes, say),
        days=days(scene, say),
        made=clock(scene.now, scene.first, say) if scene.now else "",
        graded=tuple(impact for impact in Impact if impact in used and impact in HEIGHTS),
        others=tuple(impact for impact in Impact if impact in used and impact not in HEIGHTS),
        planned=scene.planned is not None,
        kept=any(bracket.tail is None and not bracket.dashed for bracket, _ in drawing.brackets),
        late=any(bracket.tail is not None for bracket, _ in drawing.brackets),
        due=any(bracket.dashed for bracket, _ in drawing.brackets),
        assumed=view.incident.start_assumed,
        rows=table(scene, say),
    )
