"""Patterns for English, in British and American spelling."""

from afterword.checks.languages.word_lists import LanguageWords, phrases, whole

_WHO = (
    r"(?:accounts?|clients?|companies|customers?|members?|organi[sz]ations?|people|readers?|sites?|subscribers?"
    r"|teams?|tenants?|users?|visitors?|websites?)"
)
_THINGS = (
    r"(?:bookings?|calls?|e-?mails?|files?|jobs?|messages?|orders?|payments?|posts?|projects?|records?|requests?"
    r"|sign-?ins?)"
)
_STAFF = (
    r"(?:admin(?:istrator)?s?|colleagues?|contractors?|customers?|developers?|employees?|engineers?|interns?|operators?"
    r"|people|persons?|programmers?|somebody|someone|staff|team members?|technicians?|users?)"
)
_US = rf"(?:we|they|he|she|nobody|no one|team|{_STAFF}|responders?)"
_CARE = (
    r"(?:alarms?|alerting|attention|awareness|care|caution|checks?|communication|diligence|documentation|knowledge"
    r"|monitoring|oversight|planning|reviews?|testing|tests?|training|understanding)"
)
_MESSAGE = r"(?! (?:codes?|logs?|messages?|pages?|rates?|reports?|responses?)\b)"
_NOUN = r"(?! (?:a|access|an|any|enough|its|less|more|no|our|that|the|their|this|to)\b)"
_SPAN = (
    r"(?:[0-9]{1,3}(?:(?: to |-|–)[0-9]{1,3})?|an?|a couple of|a few|half an|one|the next(?: few)?|the|two|three)"
    r" (?:minutes?|hours?)"
)
_MENDED = (
    r"(?:again|available|back|completed?|done|finished|fixed|normal|online|operational|over|recover(?:ed|y)?|repaired"
    r"|resolved|restored|up)"
)
_SPANNED = rf"{_MENDED} (?:in|within)(?: (?:about|approximately|around|less than|under))? {_SPAN}"
_MAY = r"(?:may|might) have (?:been (?:affected|impacted)|encountered|experienced)"
_SOME = rf"(?:certain|some) (?:of (?:our|the|your) )?(?:[\w-]+ )?(?:{_WHO}|{_THINGS}) (?:could|may|might)"
_NUMBER = r"(?<![0-9.,:])[0-9][0-9.,]{0,15}"
_TO_DO = r"(?:action|do|need|needed|required?|try|worry)"

ENGLISH = LanguageWords(
    apology=phrases(
        {
            "sorry": "",
            "apolog": r"apolog(?:i[sz]e[sd]?|i[sz]ing|y|ies)",
            "regret": r"regret(?:s|ted)?",
            "fault": r"our (?:own )?fault",
            "down": r"let (?:[\w-]+ ){0,3}?down|letting (?:[\w-]+ ){0,3}?down",
            "forgive": r"forgive(?:ness)?",
        }
    ),
    rote=phrases(
        {
            "inconvenience": r"any inconveniences?|(?:about|for|regret) the inconvenience",
            "sorry if": "",
            "sorry for any": "",
            "apolog": r"apologi[sz]e,? but|apologi[sz]e (?:for any|if)|apologies for any",
        }
    ),
    hedge=phrases(
        {
            **{f"{few} … {perhaps}": _SOME for few in ("some", "certain") for perhaps in ("could", "may", "might")},
            "may have": _MAY,
            "might have": _MAY,
            "small": r"a (?:very )?small (?:fraction|handful|minority|number|percentage|portion|proportion|subset)",
            "limited": r"limited impact|a limited number",
            "subset": rf"a subset of (?:our |the )?(?:[\w-]+ )?{_WHO}",
            "intermittent": r"intermittent (?:[\w-]+ )?(?:difficulties|disruptions?|issues?|problems?)",
            "potentially": r"(?:can|could|may|might) potentially|potentially (?:affect|disrupt|expos|impact|los)\w+",
        }
    ),
    sized=whole(
        rf"{_NUMBER} (?:[\w-]+ ){{0,3}}(?:{_WHO}|{_THINGS})"
        rf"|{_NUMBER} ?(?:%|per ?cent\b)|{_NUMBER}(?= ?\)| of (?:our|the|[0-9]))"
        r"|one in [\w-]+|if (?:it|the|they|you|your)|whether (?:you|your)"
        r"|(?:that|which|who) (?:[\w-]+ ){0,3}?(?:between|since|from|before|after)"
    ),
    forecast=phrases(
        {
            "shortly": r"shortly(?! (?:after|afterwards?|before|following|past|thereafter)\b)",
            "soon": r"(?<!as )(?<!how )(?<!too )soon(?! (?:after|afterwards?|as|before|enough)\b)",
            "eta": "",
            "minute": _SPANNED,
            "hour": _SPANNED,
        }
    ),
    ahead=whole(
        r"aim\w*|back|coming|estimat\w*|eta|expect\w*|(?<!was )(?<!were )going to|hope\w*|(?:it|they|we)'ll"
        r"|plan|planned|shall|should|will"
    ),
    no_forecast=whole(
        r"cannot (?:estimate|give|say|tell)|can't (?:estimate|give|say|tell)|(?:do not|don't) (?:have an|know)"
        r"|let you know|more (?:details|information|news|to say)|no eta|not (?:have|know) an?|report|share more"
        r"|too (?:early|soon)|updates?|without an eta|write again"
    ),
    advice=phrases(
        {
            "around": r"way around|work(?:ing)?[ -]?arounds?|work around",
            "workaround": r"workarounds?",
            "instead": r"instead(?! of\b)",
            "meantime": "",
            "meanwhile": "",
            "please": "",
            "can": rf"(?:you|everybody|everyone|{_WHO}) can(?!'t)(?: (?:also|always|now|only|still))?(?! not\b)",
            "recommend": r"recommend(?:ed|s)?",
            "advise": r"advised?",
            "suggest": r"suggest(?:ed)?",
            "retry": r"retry(?:ing)?",
            "try": r"try(?:ing)? (?:again|another|it again)",
            "refresh": r"refresh(?:ing)? (?:the page|your)",
            "reload": r"reload(?:ing)? (?:the page|your)",
            "restart": r"restart(?:ing)? your",
            "use": r"(?:can|please|then) use|use (?:the workaround|your)",
            "nothing": rf"nothing (?:[\w-]+ ){{0,4}}?{_TO_DO}",
            "need": r"(?:do not|don't|no|not) need|need not",
            "have": r"(?:do not|don't) have to",
            "no": rf"no (?:[\w-]+ ){{0,2}}?{_TO_DO}",
            "leave": r"leave (?:it|them|the|your)",
        }
    ),
    blame=phrases(
        {
            **{f"{who} error": rf"{who} errors?{_MESSAGE}" for who in ("human", "operator", "user")},
            **{
                f"{what} by": rf"{what} by (?:a|an|one of our|our|the) (?:[\w-]+ )?{_STAFF}"
                for what in ("error", "errors")
            },
            "careless": r"careless(?:ly|ness)?",
            "negligen": r"negligen(?:ce|t|tly)",
            "fault": rf"fault of (?:(?:a|an|one of our|our|the|your) )?(?:[\w-]+ )?{_STAFF}|{_STAFF}'s? fault",
            "mistake": rf"mistakes? (?:by|of) (?:a|an|one of our|our|the) (?:[\w-]+ )?{_STAFF}|{_STAFF}'s? mistakes?",
        }
    ),
    no_blame=whole(
        r"(?:aren't|instead of|isn't|never|no|nobody|nor|not|rather than|than|wasn't|without) (?:[\w'-]+ ){0,4}?"
        r"(?:careless\w*|errors?|fault|mistakes?|negligen\w*)"
        r"|(?:careless\w*|errors?|fault|mistakes?|negligen\w*) (?:[\w-]+ ){0,2}?"
        r"(?:are|can|do|does|explains?|is|was|were) (?:never|no|not|nothing)"
    ),
    elsewise=phrases(
        {
            **{
                f"{would} … have": rf"{would}(?:n't| not)?(?: also)? have{_NOUN}"
                for would in ("could", "should", "would")
            },
            "'ve": rf"(?:could|should|would)'ve{_NOUN}",
            "only": r"if only (?:he|I|it|one of us|she|somebody|someone|the [\w-]+ had|there|they|we)",
            "failed to": rf"{_US} (?:[\w-]+ly )?(?:had )?failed to",
            "insufficient": rf"insufficient (?:[\w-]+ )?{_CARE}",
            "lack": rf"lack of (?:[\w-]+ )?{_CARE}",
        }
    ),
    vague=whole(
        r"be (?:more )?careful|better|consider(?:ing)?|improv(?:e|ing)|investigat(?:e|ing)|look(?:ing)? into"
        r"|mak(?:e|ing) sure|more|pay (?:more )?attention|think(?:ing)? about|try(?:ing)? to"
    ),
    worked=phrases(
        {
            "well": r"(?:go|goes|going|gone|went|work|worked|works) (?:[\w-]+ )?well",
            "luck": r"luck|luckily|lucky",
            "fortunate": r"fortunate(?:ly)?",
            "worked": r"what worked|worked as (?:designed|expected|intended|planned)",
        }
    ),
)
