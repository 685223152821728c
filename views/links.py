"""Links to messages, in the form Slack gives them out."""


def message_link(home: str, channel_id: str, ts: str, thread_ts: str | None = None) -> str:
    """The address of a message. `home` is the workspace's own, as auth.test tells it, with a slash at its end."""
    link = f"{home}archives/{channel_id}/p{ts.replace('.', '')}"
    if thread_ts and thread_ts != ts:
        link += f"?thread_ts={thread_ts}&cid={channel_id}"
    return link
