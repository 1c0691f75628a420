"""The worry that everyone has, answered in fixed sentences."""

from afterword.core.model import Incident
from afterword.core.words import DataExposed, DataLoss
from afterword.outputs.translation import Language


def data_words(incident: Incident, say: Language) -> str:
    """Whether data was lost and whether it was exposed; empty when the file says nothing of it."""
    loss, exposed = incident.data_loss, incident.data_exposed
    return " ".join(words for words in (_lost(loss, say) if loss else "", _exposed(exposed, say) if exposed else "") if words)


def _lost(loss: DataLoss, say: Language) -> str:
    match loss:
        case DataLoss.NONE:
            return say("No data was lost.")
        case DataLoss.SOME:
            return say("Some data was lost.")
        case DataLoss.UNKNOWN:
            return say("It is not known whether data was lost.")


def _exposed(exposed: DataExposed, say: Language) -> str:
    match exposed:
        case DataExposed.NONE:
            return say("No data was exposed.")
        case DataExposed.SUSPECTED:
            return say("Data may have been exposed.")
        case DataExposed.CONFIRMED:
            return say("Data was exposed.")
        case DataExposed.UNKNOWN:
            return say("It is not known whether data was exposed.")


def personal_data_words(incident: Incident, say: Language) -> str:
    """Whether personal data was involved; empty when the file says nothing of it."""
    if incident.personal_data is None:
        return ""
    return say("Personal data was involved.") if incident.personal_data else say("No personal data was involved.")
