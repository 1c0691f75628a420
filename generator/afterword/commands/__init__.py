"""The commands that write: each usable without a question, and pleasant with one."""

from afterword.commands.init import init
from afterword.commands.language import language
from afterword.commands.look import list_, show
from afterword.commands.new import maintenance, new
from afterword.commands.postmortem import postmortem
from afterword.commands.stamp import stamp
from afterword.commands.update import correct, resolve, update

WRITING = (init, new, update, resolve, correct, postmortem, maintenance, list_, show, stamp, language)
"""The commands of this package, in the order of an incident's life."""
