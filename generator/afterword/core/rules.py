"""Every rule there is, in one table: code, level, text and the reason.

The checks, the documentation and the tests are made from this table, so a text stands in one place.
"""

from enum import StrEnum
from string import Formatter

from afterword.core.frozen import frozen


class Level(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The page would be wrong, or could not be read at all: nothing is published."""
    WARNING = "warning"
    """A reader would miss something: published, and reported."""
    HINT = "hint"
    """Style: never a reason to stop."""


@frozen
class Rule:
    """One rule: what is said when it is broken, and why it is there."""

    code: str
    """A letter for the level and three digits; never reused for another meaning."""
    text: str
    """What is wrong and what to do, with `{names}` for the values of the case."""
    reason: str
    """Why the rule exists, in a sentence for the documentation."""
    night: str = ""
    """What `--keep-going` does in spite of an error; empty for all that never stops a build."""

    @property
    def general(self) -> str:
        """The text for no case in particular: `…` stands for its values."""
        parts = Formatter().parse(self.text)
        return "".join(literal + ("…" if name and name != "guess" else "") for literal, name, _, _ in parts)

    @property
    def level(self) -> Level:
        """The level, which is the first letter of the code."""
        return {"E": Level.ERROR, "W": Level.WARNING, "H": Level.HINT}[self.code[0]]


_TABLE = {
    "E101": (
        "the file must begin with front matter. Put these three lines at the top: ---, title: What users noticed, ---",
        "Without front matter there is no title, and nothing says that the file is an incident.",
    ),
    "E102": (
        "the front matter is not closed. Add a line with only --- after the last field",
        "Nobody can tell where the fields end and the text begins.",
    ),
    "E103": (
        "the {subject} is not valid YAML ({problem}). "
        'Text with ": " or that begins with @ ` * & ! % - [ {{ must be in quotes, e.g. title: "We\'re back: all good"',
        "MkDocs would publish such front matter as page text.",
    ),
    "E104": (
        "'{key}' is set twice, on lines {a} and {b}. Keep one",
        "YAML keeps the last of two equal keys without a word.",
    ),
    "E105": (
        "this line is a git conflict marker ({text}). Keep both updates and delete the <<<<<<<, ======= and >>>>>>> "
        "lines; then git add the file, and git rebase --continue or git commit",
        "Two people wrote at the same time and git could not join their lines.",
    ),
    "E106": (
        "the file is not UTF-8 (byte {n}). Save it as UTF-8",
        "Other encodings turn names and signs into nonsense.",
    ),
    "E107": ("this comment is not closed. Add -->", "A browser hides everything after it."),
    "E110": (
        "the file name must look like 2026-03-14-short-name.md (small letters, digits, hyphens); "
        "got '{name}'. Try '{suggestion}'",
        "The file name is the address of the page, for ever.",
    ),
    "E111": (
        "id '{id}' is used by {a} and {b}. Rename one of them or join them",
        "Two incidents cannot have one address.",
    ),
    "E112": (
        "'{id}' was published at /incidents/{id}/ and is gone. {restore}, or add aliases: [{aliases}] to {file}",
        "Links, feeds and bookmarks lead to every address that was ever published.",
    ),
    "E113": (
        "the update published as #{anchor} now has another time. "
        "Keep its address: add {{#{anchor}}} at the end of the heading{form}",
        "People linked to this update, and feed readers know it by its address.",
    ),
    "E114": (
        "{field}: '{v}' must look like 2026-03-14-short-name (small letters, digits, hyphens, at most 80 characters)",
        "An id is part of an address.",
    ),
    "E115": (
        "the folder '{name}' has no incident file. Add {name}.md beside it, or index.md in it",
        "Updates without an incident would never be seen.",
    ),
    "E117": (
        "the name of an update file must look like 2026-03-14T0916Z-investigating.md; got '{name}'{problem}",
        "In this form the file name carries the time and the status.",
    ),
    "E118": (
        "an update file has no front matter. Remove the lines between --- and ---, and the --- lines",
        "Time and status stand in the file name; front matter would be published as text.",
    ),
    "E119": (
        "'{text}' is left over from a template. {remedy}",
        "A template says where words belong, and no facts. Readers would take what it says for yours.",
    ),
    "E120": (
        "title is missing. Say what users noticed, e.g. title: Scheduled posts are not going out",
        "The title is the first thing that everyone reads.",
    ),
    "E121": (
        "title must be one line of at most 120 characters; this one {problem}",
        "Feeds, chats and e-mail programs cut long titles.",
    ),
    "E122": (
        "{field}: expected true or false; got {got}. Write {field}: true or {field}: false. "
        "Until then the file is not published",
        "It decides what strangers see, and nobody can tell what was meant. "
        "A page that comes late can be published later.",
    ),
    "E123": (
        "'{k}' {problem} and has no effect here. "
        "Write {field}: true or {field}: false at the left edge of the front matter, or give it another name. "
        "Until then the file is not published",
        "A slip in the name of a field that decides what strangers see would show them everything.",
    ),
    "E124": (
        "'{k}' stands in front matter that cannot be read, so nobody can tell what it says. "
        "Mend the front matter as the other line of this file says. Until then the file is not published",
        "Nobody can tell whether strangers may see the file.",
    ),
    "E125": (
        "this line looks like the field {field}, but it stands outside of the front matter and has no effect. "
        "Move it between the two lines of --- at the top of the file, or put it between ` if it belongs to the text. "
        "Until then the file is not published",
        "A line that stands too low, such as draft: true, would show strangers what it should keep from them.",
    ),
    "E126": (
        "the front matter must begin on the first line, and before it {what}. Make --- the first line of the file",
        "Programs look for front matter at the very top, and would publish it as text.",
    ),
    "E127": (
        "front matter {what} with a line of exactly three hyphens, and this line is '{typed}'. Write --- {where}",
        "Any other line is text, and the fields would be published with it.",
    ),
    "E128": (
        "this front matter is {format}, and only YAML is read. {remedy}",
        "Files that come from another program would be published with their fields as text.",
    ),
    "E129": (
        "'{k}' {problem}. {remedy}. Until then the strictest value holds",
        "A slip in a setting that limits what is published would lift the limit.",
    ),
    "E130": (
        "{field}: cannot read '{v}' as a time: {problem}. Write {remedy}",
        "01/02/2026 is January in one country and February in another; "
        "CST is three different zones; in autumn one hour comes twice.",
    ),
    "E138": (
        "this heading begins with a time but cannot be read as an update ({problem}). "
        "Write ### 2026-03-14 09:16 UTC - Identified: headline",
        "An update that is not understood would silently become prose.",
    ),
    "E139": (
        "the anchor '{anchor}' is used by two updates. Change or remove one",
        "A link can lead to one place only.",
    ),
    "E140": ("{a} ({x}) is before {b} ({y}). Correct the one that is wrong", "Nothing can end before it began."),
    "E141": (
        "git keeps {what}. Run git rm -r --cached {folder}, add {folder}/ to .gitignore, and commit that",
        "What lies in a cache is run or published by the programs that wrote it; "
        "a change that brings it along could have anything run.",
    ),
    "E142": (
        "'now' has no time: {why}. {remedy}",
        "Every build would take the clock, and subscribers would get the same words again and again.",
    ),
    "E143": (
        "this is {what} in a folder whose files are published. "
        "Put the file itself here, or name its place in mkdocs.yml",
        "A link could publish a file from elsewhere on the machine, such as a key; a device could hang the build.",
    ),
    "E150": ("{field}: '{v}' is not one of {list}{guess}", "Only known words can be counted and compared."),
    "E151": ("{field}: expected {shape}; got {got}", "The value has the wrong form for its field."),
    "E152": (
        "component '{v}' is not in site_config/settings.yml{guess}",
        "A misspelt component would be a component of its own.",
    ),
    "E160": (
        "kind: maintenance needs scheduled_start and scheduled_end until it is over",
        "Readers plan around the window.",
    ),
    "E170": (
        "action item: {field} '{v}' is not a date (YYYY-MM-DD)",
        "A promise without a date that can be read cannot be checked.",
    ),
    "E171": (
        "the link to '{link}' leads to no file that is published. {remedy}",
        "Readers would find a page that says 'not found', or an empty frame for a picture.",
    ),
    "E172": ("the link leads to the incident '{name}', {problem}", "Readers would find a page that says 'not found'."),
    "E173": (
        "the link leads to the update #{anchor}, which is not in {path}{guess}",
        "Readers would land at the top of the page, and look in vain.",
    ),
    "E180": (
        "a section named '{h}' would be published. Move it out of this repository",
        "What is meant for the team alone is read by everybody, and stays in git when it is taken out again.",
    ),
    "E181": (
        "this looks like {kind} ({masked}) and would be published. Remove it and revoke it",
        "Who has read it can use it until it is revoked; programs collect secrets from public pages within minutes.",
    ),
    "E182": (
        "this looks like {kind} ({masked}), and what stands here is part of every page. Remove it and revoke it",
        "Words of this file stand on every page, so nothing can be published without them.",
    ),
    "E183": (
        "this file would be published, and holds what looks like {kind} ({masked}). Remove it and revoke it",
        "A page or a log is published as it is: nothing in it can be left out.",
    ),
    "E184": (
        "this file is larger than {limit} KiB, so nobody can look through it for secrets. "
        "Cut it down to what readers need",
        "Secrets stand in the middle of long logs.",
    ),
    "E185": (
        "this file would be published, and holds a section named '{h}'. Move the section out of this repository",
        "What is meant for the team alone is read by everybody, and stays in git when it is taken out again.",
    ),
    "E190": (
        "site_url in mkdocs.yml {problem}. "
        "Set it to the address of the site, e.g. site_url: https://status.example.com/",
        "Feeds and links need the full address of every page.",
    ),
    "E191": ("use_directory_urls must be true. {remedy}", "Feeds and links name folders, such as history/2026/."),
    "E192": (
        "site_url is {url}, which leads every reader to a machine of her own. Set it to the address of the site. "
        "A preview needs no change: afterword serve has its own address",
        "Feeds keep their addresses for ever.",
    ),
    "E193": (
        "the theme is {name}, and the pages are made for Material for MkDocs. Write name: material under theme:",
        "The frame, the search and the words around a page come from that theme.",
    ),
    "E194": ("the plugin afterword is named twice under plugins:. Keep one", "Each of the two would make every page."),
    "E195": (
        "{page} would load {address} from another site. {remedy}; "
        "or, if readers may be sent there, write security: {{policy: false}} into {settings}",
        "Readers of an incident should not be told to others; and another site may fail at the same time.",
    ),
    "E201": (
        "{what} cannot be used here. Write the value out, or put the text in quotes",
        "Anchors, aliases, merge keys and tags can make a small file enormous.",
    ),
    "E202": (
        "the {subject} is too {what} (at most {limit}). Move text into the body",
        "Front matter is for facts; a file this size is a mistake or an attack.",
    ),
    "E203": (
        "the character {point} cannot be published. Delete it",
        "Control and direction characters break feeds and can disguise names.",
    ),
    "E204": (
        "the file is larger than {limit} KiB. Move logs elsewhere and link to them",
        "A page this long is a mistake or an attack.",
    ),
    "E205": ("the text of this file is not shown, because {problem}", "Deep nesting is a mistake or an attack."),
    "E206": (
        "this is {what}, not a file. Only plain files and folders are read; put the text itself here",
        "A link could publish a file from elsewhere on the machine; a device could hang the build.",
    ),
    "E209": (
        "this file cannot be published: {problem}. Allowed are {list}. "
        "Convert it, or begin its name with _ to keep it out",
        "Pictures and texts are harmless; SVG and HTML can run programs, and keys and backups lie about by accident.",
    ),
    "E210": (
        "'{a}' and '{b}' are one name on some machines, because they differ only in {what}. Rename one of them",
        "On a Mac or on Windows one file takes the place of the other.",
    ),
    "E211": (
        "'{name}' is a name that Windows keeps for a device. Rename it",
        "Nobody could check the files out there.",
    ),
    "E212": (
        "the name '{name}' holds a character that cannot be shown. Rename it, with letters and digits",
        "Such a name can disguise what a file is, or break a list in which it stands.",
    ),
    "E213": (
        "this file is larger than {limit} MiB. Make it smaller, or put it elsewhere and link to it",
        "Readers on a phone would wait for it, and hosts refuse files that are far larger.",
    ),
    "E216": (
        "the {subject} cannot be read as it looks: {what}. {remedy}",
        "Such a character looks like the right one, or like nothing, and YAML takes it for a part of a word.",
    ),
    "E217": (
        "{field}: {what} stands in the value, which is none of what can be typed there. Type it anew: {plain}",
        "Two values that look alike and are not would be counted and compared as two.",
    ),
    "E218": (
        "this is a pointer of Git LFS and not the file itself. Run git lfs pull; "
        "in a workflow set lfs: true for actions/checkout",
        "Readers would get a few lines of text in the place of a picture.",
    ),
    "E231": (
        "the block of code that begins here is not closed, so the update on line {line} is a part of it. "
        "Close it with ```",
        "An update inside of code is not in the feed, and the incident stays in its old state.",
    ),
    "W201": ("unknown field '{k}'{guess}", "A misspelt field would be left out without a word."),
    "W202": (
        "'{s}' is not a status; shown as typed and treated as Update. Known: {list}",
        "The state of the incident is read from the statuses.",
    ),
    "W203": (
        "this heading looks like an update but has no time. Write it as ### {now} UTC - {text}",
        "Without its time it is prose: not in the feed, not in the figures.",
    ),
    "W204": ("this update is {d} in the future. Is the zone right?", "Most often local time was written as UTC."),
    "W205": (
        "'{text}' will be wrong when somebody reads it later. Write the time, e.g. {abs}",
        'Buffer\'s words "around 1 hour ago" were read for years.',
    ),
    "W206": (
        "{a} ({x}) is before {b} ({y}). Correct the one that is wrong",
        "Milestones normally come in order; a slip here makes the figures wrong.",
    ),
    "W207": (
        "open since {t}; {last}. Write an update, or say that it is over",
        "A page that stays open without a word is read as nobody being there.",
    ),
    "W208": (
        "the update of {t} was changed after it was published. Add a Correction: ### {now} UTC - Correction",
        "Published words are not rewritten: people have read them, and feeds and e-mails have carried them.",
    ),
    "W209": (
        "the update of {t} was published and is gone. Restore it, or add a Correction",
        "Who was told something must be told when it is taken back.",
    ),
    "W210": ("'{text}' has no time zone; read as UTC. Write {abs}", "Readers wait for this minute."),
    "W211": (
        "cannot read '{text}' as a promise of the next update. Write Next update by 09:45 UTC",
        "A promise that is not understood is not shown and not counted.",
    ),
    "W212": ("related: there is no incident '{id}'", "The link is left out until that incident exists."),
    "W213": (
        "feeds.authority is not set; '{host}' is used. Write it down before the site ever moves",
        "If it changes, every subscriber gets every incident again.",
    ),
    "W214": (
        "this update has no status; treated as Update. Write one behind the time, e.g. - Investigating",
        "The state of the incident is read from the statuses.",
    ),
    "W215": (
        "{field}: the text after # is a comment and is left out. If it belongs to the text, put all of it in quotes",
        "In YAML a # behind a space begins a comment.",
    ),
    "W216": (
        "this waiver does not count, because {problem}. Write <!-- off: CODE reason -->",
        "A rule is switched off for a reason, and the reason stands beside it.",
    ),
    "W217": (
        "{what} is not published and was left out. Write it in Markdown, or put it between ` to show it as it is",
        "Scripts, styles, frames and forms could harm readers; words between < and > vanish.",
    ),
    "W218": (
        "nothing says when this was announced, so feeds date it by its start. "
        "Add ### YYYY-MM-DD HH:MM UTC - Scheduled, or announced: to the front matter",
        "Feed readers keep it above all other news until then, and its date would go back with the first update.",
    ),
    "W219": (
        "{old} is called {new} now, and the old name works in this version and no longer. Write {new}",
        "Rules that said the same were joined into one.",
    ),
    "W220": (
        "{field}: the quotation marks around the value are a part of it, because YAML knows only \" and '. "
        "Write {plain}",
        "A word processor makes curly quotation marks of straight ones.",
    ),
    "W221": (
        "the headline holds {what}, which is shown without it. "
        "Write the headline in plain words, and put it into the text below",
        "A headline goes as plain text into feeds, letters, chats and the list of updates.",
    ),
    "W222": (
        "'{name}' is not read. {remedy}",
        "A file that was meant as an incident or as an update would be missing without a word.",
    ),
    "W223": (
        "the id says {a}, and the incident began in {b}. Correct started, or rename the file; "
        "keep a published address with id: {id}",
        "One of the two is a slip, and lists, figures and addresses of years depend on it.",
    ),
    "W226": (
        "this names an incident that is not published; readers see '{words}' in its place. "
        "Publish it, too, or take the name out",
        "A name tells what happened, and when, before you do.",
    ),
    "W227": (
        "{label} at {t} is later than resolved ({r}), which counts, because this is backfilled. "
        "If it was open for longer, write a later time for resolved",
        "Whoever writes it down afterwards knows how it ended; two ends that differ make readers doubt both.",
    ),
    "W229": (
        "the planned time was {was}, and no update tells that it was moved. "
        "Add ### {now} UTC - Scheduled, with the new time",
        "Who put it into a calendar, or was told by mail, still has the old time.",
    ),
    "W230": (
        "{page} has a script in it that the policy of the page refuses; it begins with '{text}'. "
        "Put it into a file and name that under extra_javascript, leave out the plugin that brings it, "
        "or write security: {{policy: false}} into {settings}",
        "It does nothing for readers, and nobody sees why.",
    ),
    "W240": (
        "the line below '{text}' makes it a heading, which ends the update. "
        "Put an empty line between the two, or use ## for a heading",
        "A line of hyphens below words is a heading in Markdown.",
    ),
    "W241": (
        "the heading '{text}' ends the update above it. Give it one # more ({marks}) if it belongs to the update",
        "What stands below it is not a part of the update: not in its feed entry, and not in its letter.",
    ),
    "W242": (
        "'{text}' reads like an update, and is none. Write it as a heading: ### 2026-03-14 09:16 UTC - Identified",
        "Without its heading it is prose: not in the feed, not in the figures.",
    ),
    "W243": (
        "'{text}' is not read by the forges, and stands on the page as it was typed. {then}",
        "Incidents are read as the preview of the forge shows them.",
    ),
    "W244": (
        "this part of the timeline begins with no time that can be read, so it is shown as prose. "
        "Write 2026-03-14 09:16 UTC in front",
        "Only what has a time is in the picture and in the figures.",
    ),
    "W245": (
        "action item: '{v}' is not a date, so the item has no due date. Write it as 2026-04-30",
        "A promise without a date that can be read cannot be checked.",
    ),
    "W246": (
        "<{tag}> is not closed, and would take in the headings below it, "
        "so all HTML of this text is shown as it was typed. Write </{tag}>",
        "Sections and updates would vanish from the page, as they do in the preview of the forge.",
    ),
    "W301": (
        "say when you will write next, in these words: Next update by {t}",
        "A reader who knows when the next word comes does not have to ask.",
    ),
    "W302": (
        "you promised an update by {t}; it is {d} late. Write one now, even if there is nothing new",
        "A promise that is not kept costs more trust than none.",
    ),
    "H303": (
        "{d} since the last update; {who} updated every {x}. Write what you know now",
        "Silence is read as not caring, or as not knowing.",
    ),
    "W304": (
        "tell readers what they can do now, under ## What you can do, or that there is nothing they need to do",
        "It is the first thing that readers look for, and often the only one.",
    ),
    "W305": (
        "say who was affected, in numbers if you can: a section ## Affected, or users: in the front matter",
        "Exact numbers end the guessing, and are rarely as bad as the guesses.",
    ),
    "H306": (
        "say what was not affected, in a section ## Not affected; readers worry about passwords, payments and data",
        "Most readers want to know that they need not worry.",
    ),
    "W307": (
        "say in the front matter whether data was lost, also when the text says it: data_loss: none, some or unknown",
        "Whoever says nothing about data is thought to have lost it. "
        "The facts of the page and the figures come from the field.",
    ),
    "W308": (
        "nobody has said sorry. Say it once, in plain words, for what readers went through",
        "An apology that takes responsibility is what readers remember.",
    ),
    "H309": (
        "'{text}' reads as a form letter. Say what you did to them and that it was your fault",
        "Readers know a rote apology from a genuine one.",
    ),
    "H310": (
        "'{text}': say how many, or how readers can tell whether it is them",
        "Words that play it down make every reader wonder whether it is them.",
    ),
    "H311": (
        "'{text}' promises the repair. Promise the next update instead",
        "Estimates made during an incident are mostly wrong, and are held against you.",
    ),
    "W313": (
        "'{text}': {z} is ambiguous. Write the time in UTC",
        "CST is three different zones, and few readers know in which of them you sit.",
    ),
    "W314": (
        "'{text}': a person's slip is never the cause. Write what made it possible",
        "Blame ends the search for causes, and teaches people to hide their slips.",
    ),
    "H315": (
        "'{text}' tells of what did not happen. Describe what happened; put improvements under Action items",
        "What people would do with hindsight does not explain why it made sense at the time.",
    ),
    "W316": (
        "'{name}' looks like a person. Write the role instead",
        "A page like this is found for years by everybody who looks for the name.",
    ),
    "H320": (
        "one sentence is rarely the whole cause. What else had to be true? Write a list under ## Contributing factors",
        "Incidents have several causes; with one of them the search ended too early.",
    ),
    "W321": (
        "this action item has no {what}. End it with (owner: Team; due: YYYY-MM-DD)",
        "What belongs to nobody, or to no day, is not done.",
    ),
    "H322": (
        "'{text}': how will you know that it is done? Begin with what will be different",
        "An action item without an end stays open for ever.",
    ),
    "H323": (
        "no action item is of type detect or mitigate. Could you notice it sooner, or make it smaller next time?",
        "The next incident will have another cause; seeing it sooner helps with all of them.",
    ),
    "W325": (
        "this action item was due on {date}, {ago}. Do it, or write a new date",
        "Readers can see that a promise has passed.",
    ),
    "H326": (
        "say what worked: ### What went well or ### Where we got lucky, under ## Lessons learned",
        "What saved the day is worth keeping, and luck is worth replacing.",
    ),
    "W327": (
        "you promised the report by {date}. Publish it, or write when it will come",
        "A report that never comes undoes the promise of openness.",
    ),
    "W329": (
        "readers cannot open this link ({host}). Take it out, and say in words what it shows",
        "A link into the house shows readers a closed door, and others where it is.",
    ),
    "W332": (
        "this picture has no words for those who cannot see it. Describe it: ![What it shows](file.png)",
        "Screen readers, feeds and e-mail show the words in place of the picture.",
    ),
    "W340": (
        "{kind} ({masked}) would be published. Say in words which machine it was",
        "It tells readers nothing, and strangers where to knock.",
    ),
    "W341": (
        "{kind} ({masked}) would be published. Say in words what the machine does",
        "Readers cannot reach it, and strangers learn how your network is built.",
    ),
    "W342": (
        "{kind} ({masked}) would be published, and it is no contact in settings. Take it out, or make it a contact",
        "It belongs to a person, and programs collect addresses from public pages.",
    ),
}

_WITHOUT = "the field is left out, and shown as not known"
_PLAIN = (
    "the title and the text are shown as written, never the front matter; nothing when the front matter names a switch"
)
_HELD = "the file is held back: it has no page and is in no list, feed or announcement"
_NIGHT = {
    **dict.fromkeys(("E101", "E103", "E126", "E127", "E128", "E201", "E202", "E216"), _PLAIN),
    "E102": "only the title is shown",
    "E104": (
        "the first of the two counts; a file that sets `draft`, `announce`, `backfilled` or `sample` twice is held back"
    ),
    **dict.fromkeys(("E105", "E106"), f"{_PLAIN}; an update file is left out"),
    "E107": "the text from the comment on is left out",
    "E110": "the address is the suggested one; where that has no date, the file is left out",
    "E111": "the file that was published before is shown, else the first",
    "E112": "the rest is shown; the address leads nowhere",
    "E113": "the update is shown under its new address",
    "E114": "the file name gives the address",
    "E119": "the text is shown as typed",
    "E120": "the title is made from the file name",
    "E121": "all of the title is shown, on one line",
    **dict.fromkeys(("E122", "E123", "E124"), _HELD),
    "E125": f"{_HELD}; an update file is left out",
    "E129": "the strictest value holds",
    **dict.fromkeys(("E130", "E150", "E151", "E152", "E170"), _WITHOUT),
    "E138": "the heading is shown as typed",
    "E141": "it is passed over",
    "E142": "the heading is shown as typed; an update file is left out",
    "E143": "nothing is published: MkDocs itself would follow the link",
    "E139": "both updates are shown; the address leads to the first",
    "E140": "both times are shown as written",
    "E160": "the window is shown as not known",
    "E171": "the words of the link are shown",
    "E172": "the link is shown, and leads nowhere; one to what is not published becomes its words",
    "E173": "the link is shown; it leads to the top of the page",
    "E180": "a note stands in the place of the section",
    "E181": "a note stands in the place of the paragraph; a field is left out",
    "E182": "nothing is published: what stands there is part of every page",
    **dict.fromkeys(("E115", "E117", "E118", "E183", "E184", "E185", "E209", "E212", "E218"), "the file is left out"),
    "E190": "nothing is published: without an address there is no site",
    "E192": "nothing is published: feeds would keep that address",
    **dict.fromkeys(("E191", "E193", "E194", "E195"), "nothing is published"),
    "E203": "the character is left out",
    "E204": "only the title is shown; an update file is left out",
    "E205": "its text is left out",
    "E206": "it is left out",
    "E210": "both files are shown",
    "E231": "the text is shown as code",
    "E211": "the file is shown",
    "E213": "the file is left out, and the words of a link to it are shown",
    "E217": "the value is left out",
}
"""What `--keep-going` does in spite of each error."""

RULES: dict[str, Rule] = {
    code: Rule(code=code, text=text, reason=reason, night=_NIGHT.get(code, ""))
    for code, (text, reason) in _TABLE.items()
}
"""Every rule by its code, in the order of the codes."""

JOINED = {
    **dict.fromkeys(("E131", "E132", "E133", "E134", "E135", "E136"), "E130"),
    **dict.fromkeys(("E137", "E144"), "E142"),
    "E153": "E151",
    "W228": "W206",
}
"""Codes of version 0.1.0 whose rule is part of another one now. They, and E116, are never used for another meaning."""

HINTS = frozenset(code for code, rule in RULES.items() if rule.level is Level.HINT)
"""What judges how something is written: off, unless the settings say otherwise."""

LEAK_WARNINGS = frozenset({"W316", "W329", "W340", "W341", "W342"})
"""What `--strict-leaks` turns into errors: names, hosts and addresses that the public need not know."""

FOLLOWED = frozenset({"E143"})
"""Errors that stop a preview too: MkDocs itself would go where a link leads."""

HOLDS_BACK = frozenset({"E118", "E122", "E123", "E124", "E125"})
"""Errors that keep a file, or an update file, from being published and announced, whatever the command."""

NEVER_PUBLISHED = frozenset({"E143", "E182", "E190", "E191", "E192", "E193", "E194", "E195"})
"""Errors that stop a build with `--keep-going` too.

E143: MkDocs itself would follow the link. The others concern the configuration, whose words stand on every page.
"""
