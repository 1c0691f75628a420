"""Fixed sentences that say whether data was lost or exposed."""

from afterword.core.model import Incident
from afterword.core.words import DataExposed, DataLoss
from afterword.outputs.translation import Language, marked

_LOST = {
    DataLoss.NONE: marked("No data was lost."),
    DataLoss.SOME: marked("Some data was lost."),
    DataLoss.UNKNOWN: marked("It is not known whether data was lost."),
}
_EXPOSED = {
    DataExposed.NONE: marked("No data was exposed."),
    DataExposed.SUSPECTED: marked("Data may have been exposed."),
    DataExposed.CONFIRMED: marked("Data was exposed."),
    DataExposed.UNKNOWN: marked("It is not known whether data was exposed."),
}


def data_words(incident: Incident, say: Language) -> str:
    """Whether data was lost and whether it was exposed; empty when the file says nothing of it."""
    loss, exposed = incident.data_loss, incident.data_exposed
    return " ".join(
        say(words) for words in (_LOST[loss] if loss else "", _EXPOSED[exposed] if exposed else "") if words
    )


def personal_data_words(incident: Incident, say: Language) -> str:
    """Whether personal data was involved; empty when the file says nothing of it."""
    if incident.personal_data is None:
        return ""
    return say("Personal data was involved.") if incident.personal_data else say("No personal data was involved.")
