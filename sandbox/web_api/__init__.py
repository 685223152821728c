"""Slack's Web API, as far as the bot uses it: one table from a method's name to what it does."""

from sandbox.web_api import (
    chat,
    connections,
    conversations,
    direct_messages,
    files,
    functions,
    marks,
    membership,
    scheduling,
    unfurling,
    usergroups,
    users,
    views,
)
from sandbox.web_api.method import Methods

METHODS: Methods = {
    **connections.METHODS,
    **users.METHODS,
    **conversations.METHODS,
    **direct_messages.METHODS,
    **membership.METHODS,
    **chat.METHODS,
    **scheduling.METHODS,
    **unfurling.METHODS,
    **files.METHODS,
    **marks.METHODS,
    **usergroups.METHODS,
    **functions.METHODS,
    **views.METHODS,
}
