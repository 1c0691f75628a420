"""The worry that everyone has, answered in fixed sentences."""

from afterword.core.model import Incident
from afterword.core.words import DataExposed, DataLoss

_DATA_LOSS = {
    DataLoss.NONE: "No data was lost.",
    DataLoss.SOME: "Some data was lost.",
    DataLoss.UNKNOWN: "It is not known whether data was lost.",
}
_DATA_EXPOSED = {
    DataExposed.NONE: "No data was exposed.",
    DataExposed.SUSPECTED: "Data may have been exposed.",
    DataExposed.CONFIRMED: "Data was exposed.",
    DataExposed.UNKNOWN: "It is not known whether data was exposed.",
}


def data_words(incident: Incident) -> str:
    """Whether data was lost and whether it was exposed; empty when the file says nothing of it."""
    loss, exposed = incident.data_loss, incident.data_exposed
    return " ".join(words for words in (_DATA_LOSS[loss] if loss else "", _DATA_EXPOSED[exposed] if exposed else "") if words)


def personal_data_words(incident: Incident) -> str:
    """Whether personal data was involved; empty when the file says nothing of it."""
    if incident.personal_data is None:
        return ""
    return "Personal data was involved." if incident.personal_data else "No personal data was involved."
