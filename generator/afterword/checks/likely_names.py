"""Find names of people in a text without a list of them: authors of old texts never wrote a commit.

Two capitalised words alone are no name. They are one in three cases: an unambiguous given name before a family name; a
role that a colon or "by" ties to two capitalised words; an unambiguous given name before an action of a person. Given
names that are also words, places or products (Grace, Will, Jordan, Ruby) are not in the list.
"""

import re
from collections.abc import Iterator

GIVEN_NAMES = frozenset(
    """
    Aaron Abdul Abdullah Abigail Adrian Agnieszka Ahmed Aisha Aleksandr Alejandro Alessandro Alexandre Alexei Alfredo
    Ali Alice Alina Allison Amelia Amir Amit Amy Ana Anastasia Anders Andreas Andrei Andrew Andrzej Angela Anita Anja
    Anna Anne Annika Anthony Antoine Antonio Anton Arjun Arnaud Arthur Arturo Astrid Ayesha Barbara Bartosz Beatriz
    Benjamin Bernd Bernhard Bianca Birgit Björn Brandon Brenda Brian Bruno Camille Carlos Carmen Caroline Catherine
    Cecilia Cedric Charles Christina Christine Christoph Christopher Claire Claudia Clemens Constanze Cornelia Cristina
    Damien Daniel Daniela Danielle David Deborah Deepak Denise Dennis Diego Dieter Dimitri Dmitri Dmitry Dominik
    Dominique Donald Dorothy Douglas Eduardo Edward Eileen Ekaterina Elena Elisabeth Elizabeth Ellen Emily Emma Emmanuel
    Enrique Eric Erik Erika Esteban Esther Eugene Evelyn Fabian Fabio Fatima Federico Felipe Fernanda Fernando Filip
    Fiona Florian Franziska Frederik François Françoise Gabriel Gabriela Geoffrey Gerald Gerhard Giovanni Giulia Gonzalo
    Gregory Guillaume Guillermo Gustavo Hannah Hannes Hans Harald Hassan Heather Heidi Heike Helen Helena Henrik Hiroshi
    Holger Hugo Ibrahim Ignacio Igor Ines Ingrid Irene Irina Isabel Isabelle Ivan Jacob Jacques Jakub James Jamie Janet
    Javier Jean Jeffrey Jennifer Jens Jeremy Jerome Jessica Joachim Joanna Johan Johannes John Jonathan Jorge José
    Joseph Joshua Juan Judith Jürgen Julien Karen Karin Karl Karsten Katarzyna Katharina Katherine Kathleen Katja Katrin
    Kenneth Kenji Kerstin Kevin Khalid Kimberly Klaus Krzysztof Kumar Lars Laura Lauren Laurent Leonardo Leonie Liam
    Linda Lisa Lorenzo Louise Luca Lucas Lucia Luis Lukas Łukasz Maarten Magdalena Magnus Manuel Marcin Marco Marcus
    Margaret Margarita Maria Marie Mario Marta Martha Martin Martina Matteo Matthew Matthias Maximilian Megan Mehmet
    Melanie Melissa Michael Michaela Michal Michelle Miguel Mikhail Mohamed Mohammed Monika Muhammad Nadia Nadine
    Natalia Natalie Natasha Nathan Nicholas Nicolas Nicole Niklas Nikolai Nikolaus Olga Oliver Olivia Omar Oscar Pablo
    Pamela Patricia Patrick Paula Pavel Pedro Peter Philip Philipp Philippe Pierre Piotr Priya Rachel Rafael Rahul
    Rajesh Ralf Ramón Raphaël Raquel Raúl Rebecca Reinhard Ricardo Richard Roberto Robert Rodrigo Roland Ronald Rosa
    Rüdiger Ryan Sabine Salma Samuel Sandra Sanjay Sara Sarah Sebastian Sébastien Sergei Sergey Sergio Shannon Sharon
    Siegfried Simon Simone Stefan Stefanie Stephanie Stephen Steven Suresh Susan Susanne Sven Svetlana Takashi Tamara
    Tatiana Teresa Theresa Thomas Thorsten Timothy Tobias Tomasz Torsten Ulrich Ulrike Ursula Valentina Valerie Vanessa
    Vera Véronique Vijay Vincent Vladimir Volker Walter Wei Wolfgang Wojciech Xavier Yasmin Yuki Yusuf Yvonne Zachary
    Zoë Zuzanna
    """.split()
)
"""Given names that mean nothing else in a text about software."""
_NO_FAMILY = frozenset(
    """
    And Api App Bank Bay Beach Bridge Bug Center Centre City Cloud College Company Corp County Data Day Error For From
    Group Has Inc Institute Is Island Labs Law Library Limited Ltd Model Network On Park Platform Project Road Router
    School Server Service Services Site Springs Square Station Store Street Support System Systems Team The University
    Was When Will With
    """.split()
)
_FAMILY = (
    r"(?:(?:van|von|de|der|den|del|da|dos|di|la|le|ter|bin|al|zu|O'|Mc|Mac"
    r"|St\.)[ ]?){0,3}[^\W\d_a-z][^\W\d_]{1,30}(?:[-'][^\W\d_]{2,30})?"
)
_GIVEN = r"[^\W\d_a-z][^\W\d_]{1,20}(?:-[^\W\d_]{2,20})?"
_PAIR = re.compile(rf"(?<![\w@/.\-])(?P<given>{_GIVEN})(?= (?P<rest>(?:[^\W\d_a-z]\. )?(?P<family>{_FAMILY}))(?!\w))")
_ROLE = (
    r"(?:incident (?:commander|manager|lead)|commander|author(?:s|ed by)?|owner|report(?:er|ed by)|written by"
    r"|prepared by|reviewed by|scribe"
    r"|on-?call(?: engineer)?|responders?|participants?|attendees|assign(?:ee|ed to)|comms lead|tech lead"
    r"|lead(?: engineer)?|engineer|paged|pinged)"
)
_IN_ROLE = re.compile(
    rf"(?<!\w)(?i:{_ROLE})(?: ?(?::|=|-) ?| )(?:(?i:by|is|was"
    rf"|to) )?(?P<name>{_GIVEN} (?:[^\W\d_a-z]\. )?{_FAMILY})(?!\w)"
)
_DOES = (
    r"(?:noticed|restarted|deployed|rolled|reverted|reported|paged|saw|fixed|joined|merged|pushed|took|said|asked"
    r"|suggested|confirmed"
    r"|realized|realised|investigated|discovered|ran|found|applied|typed|forgot|deleted|was paged|was on call"
    r"|is looking|is on)"
)
_DOER = re.compile(
    rf"(?<![\w@/.\-])(?P<name>{_GIVEN})(?='s (?:change|commit|fix|laptop|phone|patch|pull)| {_DOES}(?!\w))"
)
_TO = re.compile(
    rf"(?<!\w)(?i:paged|pinged|asked|called|told|thanks to|reported by|written by|deployed by|with help from"
    rf"|contacted) (?P<name>{_GIVEN})(?!\w)"
)
_GROUPS = re.compile(
    r"(?:.*(?:team|support|engineering|engineers|operations|ops|service|services|server|platform|database|network"
    r"|infrastructure|security|customer|product|management|center|centre|desk|group|squad|customers|users|readers"
    r"|clients|members|people|staff|cloud|web|data|api|office|department|partner|provider"
    r"|github|google|amazon|azure|microsoft|slack|pager|duty|status|page|site|incident|release|manager|lead"
    r"|delivery|billing|storage|search|mail))\Z",
    re.IGNORECASE,
)
"""Words that occur in the names of groups and products."""


def likely_names(words: str) -> Iterator[tuple[int, str]]:
    """Yield place and name of every person that a sentence probably names."""
    for pair in _PAIR.finditer(words):
        if pair["given"].partition("-")[0] in GIVEN_NAMES and pair["family"] not in _NO_FAMILY:
            yield pair.start(), f"{pair['given']} {pair['rest']}"
    for role in _IN_ROLE.finditer(words):
        if not any(_GROUPS.match(word) or word in _NO_FAMILY or word.isupper() for word in role["name"].split()):
            yield role.start("name"), role["name"]
    for pattern in (_DOER, _TO):
        for match in pattern.finditer(words):
            if match["name"].partition("-")[0] in GIVEN_NAMES:
                yield match.start("name"), match["name"]


def may_hold_likely_name(text: str, tokens: frozenset[str]) -> bool:
    """Whether the search is worthwhile: the text contains one of the given names, or a role before a capital letter."""
    if not GIVEN_NAMES.isdisjoint(tokens):
        return True
    low = text.lower()
    if len(low) != len(text):
        return True
    return any(not text[role.end()].islower() for role in _ROLE_BEFORE_WORD.finditer(low))


_ROLE_BEFORE_WORD = re.compile(rf"{_ROLE}[ :=*_\-]{{1,8}}(?:(?:by|is|was|to) )?[*_]{{0,2}}(?=[^\W\d_])")
"""Applied to small letters, which takes a tenth of the time of a pattern that ignores case."""
