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
        "YAML would silently keep the last of two equal keys.",
    ),
    "E105": (
        "this line is a git conflict marker ({text}). Keep both updates and delete the <<<<<<<, ======= and >>>>>>> "
        "lines; then git add the file, and git rebase --continue or git commit",
        "Two people wrote at the same time and git could not join their lines.",
    ),
    "E106": (
        "the file is not UTF-8 (byte {n}). Save it as UTF-8",
        "In another encoding, letters and signs come out wrong.",
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
        "Time and status are in the file name; front matter would be published as text.",
    ),
    "E119": (
        "'{text}' is left over from a template. {remedy}",
        "Text from a template holds no facts, but readers would take it for yours.",
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
        "The field decides what the public sees. A draft that is published by mistake cannot be taken back; a page "
        "that is held back can be published later.",
    ),
    "E123": (
        "'{k}' {problem} and has no effect here. "
        "Write {field}: true or {field}: false at the left edge of the front matter, or give it another name. "
        "Until then the file is not published",
        "A typing error in a field that keeps a file from the public would publish the file.",
    ),
    "E124": (
        "'{k}' is in front matter that cannot be read, so its value is not known. Fix the front matter first: "
        "another message for this file says how. Until then the file is not published",
        "Without the value, nobody knows whether the public may see the file.",
    ),
    "E125": (
        "this line looks like the field {field}, but it is outside the front matter and has no effect. Move it "
        "between the two --- lines at the top of the file, or put it between ` if it belongs to the text. Until "
        "then the file is not published",
        "A misplaced line such as draft: true would not keep the file from the public.",
    ),
    "E126": (
        "the front matter must begin on the first line, but {what} above it. Make --- the first line of the file",
        "Programs look for front matter at the very top only, and would publish it as text.",
    ),
    "E127": (
        "front matter {what} with a line of exactly three hyphens, but this line is '{typed}'. Write --- {where}",
        "Any other line is text, and the fields would be published with it.",
    ),
    "E128": (
        "this front matter is {format}, but only YAML is read. {remedy}",
        "Files from another program would be published with their fields as text.",
    ),
    "E129": (
        "'{k}' {problem}. {remedy}. Until then the strictest value is used",
        "A typing error in a setting that limits what is published would remove the limit.",
    ),
    "E130": (
        "{field}: cannot read '{v}' as a time: {problem}. Write {remedy}",
        "01/02/2026 is January in one country and February in another; "
        "CST is three different zones; in autumn one hour comes twice.",
    ),
    "E138": (
        "this heading begins with a time but cannot be read as an update ({problem}). "
        "Write ### 2026-03-14 09:16 UTC - Identified: headline",
        "An update that is not recognised would silently become part of the text.",
    ),
    "E139": (
        "the anchor '{anchor}' is used by two updates. Change or remove one",
        "A link can lead to one place only.",
    ),
    "E140": ("{a} ({x}) is before {b} ({y}). Correct the one that is wrong", "Nothing can end before it began."),
    "E141": (
        "git tracks {what}. Run git rm -r --cached {folder}, add {folder}/ to .gitignore, and commit that",
        "Programs run or publish what is in their cache, so whoever can commit a cache can run code in your build.",
    ),
    "E142": (
        "'now' has no time: {why}. {remedy}",
        "Each build would use its own time, so subscribers would get the same update again after every build.",
    ),
    "E143": (
        "this is {what} in a folder whose files are published. Put the file itself here, or write its real path "
        "into mkdocs.yml",
        "A link could publish a file from elsewhere on the machine, such as a key; a device could hang the build.",
    ),
    "E150": ("{field}: '{v}' is not one of {list}{guess}", "Only known words can be counted and compared."),
    "E151": ("{field}: expected {shape}; got {got}", "The value has the wrong form for its field."),
    "E152": (
        "component '{v}' is not in site_config/settings.yml{guess}",
        "A misspelt component would become another component.",
    ),
    "E160": (
        "kind: maintenance needs scheduled_start and scheduled_end until it is over",
        "Readers plan around the stated time.",
    ),
    "E170": (
        "action item: {field} '{v}' is not a date (YYYY-MM-DD)",
        "Without a date, nobody can check whether the promise was kept.",
    ),
    "E171": (
        "the link to '{link}' leads to no file that is published. {remedy}",
        "Readers would find a page that says 'not found', or an empty frame for a picture.",
    ),
    "E172": ("the link leads to the incident '{name}', {problem}", "Readers would find a page that says 'not found'."),
    "E173": (
        "the link leads to the update #{anchor}, which is not in {path}{guess}",
        "Readers would land at the top of the page and not find the update.",
    ),
    "E180": (
        "a section named '{h}' would be published. Move it out of this repository",
        "Everybody can read notes for the team once they are published, and git keeps them after they are removed.",
    ),
    "E181": (
        "this looks like {kind} ({masked}) and would be published. Remove it and revoke it",
        "Anyone who has read it can use it until it is revoked; programs collect secrets from public pages within "
        "minutes.",
    ),
    "E182": (
        "this looks like {kind} ({masked}), and this text is part of every page. Remove it and revoke it",
        "Text of this file is part of every page, so no page can be published without it.",
    ),
    "E183": (
        "this file would be published, and holds what looks like {kind} ({masked}). Remove it and revoke it",
        "Such a file is published as it is, so no part of it can be left out.",
    ),
    "E184": (
        "this file is larger than {limit} KiB, so it cannot be searched for secrets. Cut it down to what readers need",
        "Secrets are often in the middle of long logs.",
    ),
    "E185": (
        "this file would be published, and holds a section named '{h}'. Move the section out of this repository",
        "Everybody can read notes for the team once they are published, and git keeps them after they are removed.",
    ),
    "E190": (
        "site_url in mkdocs.yml {problem}. "
        "Set it to the address of the site, e.g. site_url: https://status.example.com/",
        "Feeds and links need the full address of every page.",
    ),
    "E191": ("use_directory_urls must be true. {remedy}", "Feeds and links name folders, such as history/2026/."),
    "E192": (
        "site_url is {url}, an address that only works on this machine. Set it to the public address of the site. "
        "For a preview change nothing: afterword serve uses an address of its own",
        "Feed readers keep the addresses of entries for ever.",
    ),
    "E193": (
        "the theme is {name}, but the pages need Material for MkDocs. Write name: material under theme:",
        "The pages use the frame, the search and the texts of that theme.",
    ),
    "E194": ("the plugin afterword is named twice under plugins:. Keep one", "The pages would be made twice."),
    "E195": (
        "{page} would load {address} from another site. {remedy}; "
        "or, if readers may be sent there, write security: {{policy: false}} into {settings}",
        "Another site should not learn who reads about an incident, and it may fail at the same time.",
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
        "Pictures and texts are harmless; SVG and HTML can run programs, and keys and backups may be there by mistake.",
    ),
    "E210": (
        "'{a}' and '{b}' are one name on some machines, because they differ only in {what}. Rename one of them",
        "On a Mac or on Windows one file takes the place of the other.",
    ),
    "E211": (
        "'{name}' is a name that Windows keeps for a device. Rename it",
        "Nobody could check out the repository on Windows.",
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
        "the {subject} has a wrong character: {what}. {remedy}",
        "Such a character looks like the right one or is invisible, and YAML reads it as part of a word.",
    ),
    "E217": (
        "{field}: the value holds {what}, which is not allowed there. Type the value again: {plain}",
        "Two values that look the same but differ would be counted as two.",
    ),
    "E218": (
        "this is a Git LFS pointer, not the file itself. Run git lfs pull; in a workflow set lfs: true for "
        "actions/checkout",
        "Readers would get a few lines of text instead of the picture.",
    ),
    "E231": (
        "the code block that begins here is not closed, so the update on line {line} is part of it. Close it with ```",
        "An update inside a code block is not in the feed, and the state of the incident does not change.",
    ),
    "W201": ("unknown field '{k}'{guess}", "A misspelt field would silently have no effect."),
    "W202": (
        "'{s}' is not a status; shown as typed and treated as Update. Known: {list}{guess}",
        "The state of the incident is read from the statuses.",
    ),
    "W203": (
        "this heading looks like an update but has no time. Write it as ### {now} UTC - {text}",
        "A heading without a time is not an update: it is neither in the feed nor in the figures.",
    ),
    "W204": ("this update is {d} in the future. Is the zone right?", "The usual cause is a local time written as UTC."),
    "W205": (
        "'{text}' will be wrong when somebody reads it later. Write the time, e.g. {abs}",
        'Readers saw Buffer\'s words "around 1 hour ago" for years.',
    ),
    "W206": (
        "{a} ({x}) is before {b} ({y}). Correct the one that is wrong",
        "Milestones usually come in order; a wrong time makes the figures wrong.",
    ),
    "W207": (
        "open since {t}; {last}. Write an update, or say that it is over",
        "Readers think that nobody is working on an incident that stays open without updates.",
    ),
    "W208": (
        "the update of {t} was changed after it was published. Add a Correction: ### {now} UTC - Correction",
        "Published words are not rewritten: people have read them, and feeds and e-mails have carried them.",
    ),
    "W209": (
        "the update of {t} was published and is gone. Restore it, or add a Correction",
        "Readers who saw the update must be told that it no longer holds.",
    ),
    "W210": ("'{text}' has no time zone; read as UTC. Write {abs}", "Readers wait for exactly this time."),
    "W211": (
        "cannot read '{text}' as a promise of the next update. Write Next update by 09:45 UTC",
        "A promise that cannot be read is neither shown nor counted.",
    ),
    "W212": ("related: there is no incident '{id}'", "The link is left out until that incident exists."),
    "W213": (
        "feeds.authority is not set; '{host}' is used. Set it before the site moves to another address",
        "If it changes, every subscriber gets every incident again.",
    ),
    "W214": (
        "this update has no status; treated as Update. Write one after the time, e.g. - Investigating",
        "The state of the incident is read from the statuses.",
    ),
    "W215": (
        "{field}: the text after # is a comment and is left out. If it belongs to the text, put all of it in quotes",
        "In YAML, a # after a space begins a comment.",
    ),
    "W216": (
        "this comment switches no rule off, because {problem}. Write <!-- off: CODE reason -->",
        "Whoever reads the file later should see why the rule is off.",
    ),
    "W217": (
        "{what} is not published and was left out. Write it in Markdown, or put it between ` to show it as it is",
        "Scripts, styles, frames and forms could harm readers; browsers hide words between < and >.",
    ),
    "W218": (
        "nothing says when this was announced, so feeds date it by its start. "
        "Add ### YYYY-MM-DD HH:MM UTC - Scheduled, or announced: to the front matter",
        "Until then feed readers show it above all other news, and the first update would move its date back.",
    ),
    "W219": (
        "{old} is now called {new}. The old name works in this version only. Write {new}",
        "Rules with the same meaning were joined.",
    ),
    "W220": (
        "{field}: the quotation marks around the value are a part of it, because YAML knows only \" and '. "
        "Write {plain}",
        "Word processors turn straight quotation marks into curly ones.",
    ),
    "W221": (
        "the headline holds {what}, which readers do not see. Write the headline in plain words, and put it "
        "into the text below",
        "Feeds, letters, chats and the list of updates show a headline as plain text.",
    ),
    "W222": ("'{name}' is not read. {remedy}", "An incident or update in such a file would silently be missing."),
    "W223": (
        "the id says {a}, and the incident began in {b}. Correct started, or rename the file; "
        "keep a published address with id: {id}",
        "One of the two is wrong, and lists, figures and addresses of years depend on it.",
    ),
    "W226": (
        "this names an incident that is not published; readers see '{words}' in its place. "
        "Publish it, too, or take the name out",
        "Its name tells readers what happened, and when, before you do.",
    ),
    "W227": (
        "{label} at {t} is later than resolved ({r}). The incident is backfilled, so the time in resolved counts as "
        "its end. If it was open for longer, write a later time for resolved",
        "Two different ends make readers doubt both.",
    ),
    "W229": (
        "the planned time was {was}, and no update says that it was moved. Add ### {now} UTC - Scheduled, with the "
        "new time",
        "Readers have the old time in their calendar or in a mail.",
    ),
    "W230": (
        "{page} contains a script that the Content-Security-Policy of the page blocks; it begins with '{text}'. Put "
        "it into a file and name that under extra_javascript, leave out the plugin that brings it, or write "
        "security: {{policy: false}} into {settings}",
        "The script does not run for readers, and no error is visible on the page.",
    ),
    "W232": (
        "this project lies in {folder} of its repository, and links on pages lead elsewhere. Write: repository: "
        '{{new_file: "{new}", edit_file: "{edit}"}}',
        "Who writes from a phone gets to a new file in the wrong folder, or to a page that says that there is none.",
    ),
    "W240": (
        "the line below '{text}' makes it a heading, which ends the update. "
        "Put an empty line between the two, or use ## for a heading",
        "A line of hyphens below words is a heading in Markdown.",
    ),
    "W241": (
        "the heading '{text}' ends the update above it. Give it one # more ({marks}) if it belongs to the update",
        "Text below that heading is not part of the update: it is neither in its feed entry nor in its letter.",
    ),
    "W242": (
        "'{text}' looks like an update but is not a heading. Write it as a heading: ### 2026-03-14 09:16 UTC - "
        "Identified",
        "Without the heading it is plain text: neither in the feed nor in the figures.",
    ),
    "W243": (
        "'{text}' is not Markdown of GitHub or GitLab, so it is shown as typed. {then}",
        "Incidents are read as the preview of GitHub or GitLab shows them.",
    ),
    "W244": (
        "this timeline entry does not begin with a time that can be read, so it is shown as text. Write 2026-03-14 "
        "09:16 UTC in front",
        "Only entries with a time are in the picture and in the figures.",
    ),
    "W245": (
        "action item: '{v}' is not a date, so the item has no due date. Write it as 2026-04-30",
        "Without a date, nobody can check whether the promise was kept.",
    ),
    "W246": (
        "<{tag}> is not closed and would hide the headings below it, so all HTML of this text is shown as typed. "
        "Write </{tag}>",
        "Sections and updates would be missing from the page, as they are in the preview of GitHub or GitLab.",
    ),
    "W301": (
        "say when you will write next, in these words: Next update by {t}",
        "A reader who knows when the next update comes does not have to ask.",
    ),
    "W302": (
        "you promised an update by {t}; it is {d} late. Write one now, even if there is nothing new",
        "A broken promise costs more trust than no promise.",
    ),
    "H303": (
        "{d} since the last update; {who} updated every {x}. Write what you know now",
        "Readers take silence for indifference or ignorance.",
    ),
    "W304": (
        "tell readers what they can do now, under ## What you can do, or that there is nothing they need to do",
        "Readers look for this first, and often for nothing else.",
    ),
    "W305": (
        "say who was affected, in numbers if you can: a section ## Affected, or users: in the front matter",
        "Without numbers readers guess, and they usually guess too high.",
    ),
    "H306": (
        "say what was not affected, in a section ## Not affected; readers worry about passwords, payments and data",
        "Most readers only want to know that they are not affected.",
    ),
    "W307": (
        "say in the front matter whether data was lost, also when the text says it: data_loss: none, some or unknown",
        "If nothing is said about data, readers assume that it was lost. The page's facts and the figures use the "
        "field.",
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
        "'{text}': say how many, or how readers can tell whether they are affected",
        "Vague words make every reader wonder whether they are affected.",
    ),
    "H311": (
        "'{text}' promises the repair. Promise the next update instead",
        "Estimates made during an incident are mostly wrong, and readers remember them.",
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
        "'{text}' describes what did not happen. Describe what happened; put improvements under Action items",
        "What people would do with hindsight does not explain why it made sense at the time.",
    ),
    "W316": (
        "'{name}' looks like a person. Write the role instead",
        "Everybody who searches for the name finds the page, for years.",
    ),
    "H320": (
        "one sentence is rarely the whole cause. What else had to be true? Write a list under ## Contributing factors",
        "Incidents have several causes; whoever names one has stopped looking too early.",
    ),
    "W321": (
        "this action item has no {what}. End it with (owner: Team; due: YYYY-MM-DD)",
        "Without an owner and a date, it is not done.",
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
        "Readers can see that the date has passed.",
    ),
    "H326": (
        "say what worked: ### What went well or ### Where we got lucky, under ## Lessons learned",
        "What helped should be kept, and luck should be replaced.",
    ),
    "W327": (
        "you promised the report by {date}. Publish it, or write when it will come",
        "A promised report that never comes costs the trust that the promise won.",
    ),
    "W329": (
        "readers cannot open this link ({host}). Take it out, and say in words what it shows",
        "Readers get an error, and strangers learn the name of an internal host.",
    ),
    "W330": (
        "this says that the report is published, and no section of the report has any text. Write it, e.g. below "
        "## What happened, or say later that it is there",
        "Readers who follow the word find nothing, and a report that is still missing counts as published.",
    ),
    "W332": (
        "this picture has no words for those who cannot see it. Describe it: ![What it shows](file.png)",
        "Screen readers, feeds and e-mail show the description instead of the picture.",
    ),
    "W340": (
        "{kind} ({masked}) would be published. Say in words which machine it was",
        "Readers cannot use it, but attackers can.",
    ),
    "W341": (
        "{kind} ({masked}) would be published. Say in words what the machine does",
        "Readers cannot reach it, and strangers learn how your network is built.",
    ),
    "W342": (
        "{kind} ({masked}) would be published, and it is not a contact in the settings. Take it out, or make it a "
        "contact there",
        "It belongs to a person, and programs collect addresses from public pages.",
    ),
}

_WITHOUT = "the field is left out, and shown as not known"
_PLAIN = (
    "the title and the text are shown as written, never the front matter; "
    "the file is left out when its front matter names `draft`, `announce`, `backfilled` or `sample`"
)
_HELD = "the file is held back: it has no page and is in no list, feed or announcement"
_NIGHT = {
    **dict.fromkeys(("E101", "E103", "E126", "E127", "E128", "E201", "E202", "E216"), _PLAIN),
    "E102": "only the title is shown",
    "E104": (
        "the first of the two counts; a file that sets `draft`, `announce`, `backfilled` or `sample` twice is held back"
    ),
    **dict.fromkeys(("E105", "E106"), f"{_PLAIN}; an update file is left out"),
    "E107": "the text after the start of the comment is left out",
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
    "E129": "the strictest value is used",
    **dict.fromkeys(("E130", "E150", "E151", "E152", "E170"), _WITHOUT),
    "E138": "the heading is shown as typed",
    "E141": "the cache is ignored",
    "E142": "the heading is shown as typed; an update file is left out",
    "E143": "nothing is published: MkDocs itself would follow the link",
    "E139": "both updates are shown; the address leads to the first",
    "E140": "both times are shown as written",
    "E160": "the window is shown as not known",
    "E171": "only the words of the link are shown",
    "E172": "the link is shown but leads nowhere; of a link to an unpublished incident, only the words are shown",
    "E173": "the link is shown; it leads to the top of the page",
    "E180": "a note replaces the section",
    "E181": "a note replaces the paragraph; a field is left out",
    "E182": "nothing is published: this text is part of every page",
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
    "E213": "the file is left out, and of a link to it only the words are shown",
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
