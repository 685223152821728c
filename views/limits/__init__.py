"""Every limit Slack sets to blocks, messages and views.

Asked by the bot before sending, and by the sandbox on receipt. Pure functions over JSON as it
travels. They never raise, whatever they are given, and are meant to be neither laxer nor stricter
than Slack. Scopes, files that are not ready and ids used elsewhere are not seen from here.
"""

from views.limits.problem import Problem, Surface
from views.limits.surfaces import problems_in_blocks, problems_in_message, problems_in_view

__all__ = [
    "Problem",
    "Surface",
    "problems_in_blocks",
    "problems_in_message",
    "problems_in_view",
]
