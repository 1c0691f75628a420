"""Why a site was not published."""


class PublishError(Exception):
    """The site could not be published and is as it was. The text is a sentence: what is wrong, and what to do."""
