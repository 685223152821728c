"""What Prometheus may ask. One registry for each running bot, so that two in one process do not mix."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "steward_requests",
            "Requests from Slack, by kind and how they ended",
            ["kind", "outcome"],
            registry=self.registry,
        )
        self.ack_seconds = Histogram(
            "steward_ack_seconds",
            "From a request's arrival to its acknowledgement",
            ["kind"],
            buckets=ACK_BUCKETS,
            registry=self.registry,
        )
        self.sent = Counter(
            "steward_messages_sent",
            "Messages posted or updated in Slack",
            ["how"],
            registry=self.registry,
        )
        self.send_failures = Counter(
            "steward_send_failures",
            "Attempts to send that Slack did not take, by its error",
            ["error"],
            registry=self.registry,
        )
        self.given_up_total = Counter(
            "steward_messages_given_up",
            "Messages the sender stopped trying to deliver",
            registry=self.registry,
        )
        self.owed = Gauge(
            "steward_messages_owed", "Messages still to be sent", registry=self.registry
        )
        self.given_up = Gauge(
            "steward_messages_abandoned",
            "Messages given up and not sent since",
            registry=self.registry,
        )
        self.oldest_owed = Gauge(
            "steward_oldest_owed_seconds",
            "How long the oldest message has been due",
            registry=self.registry,
        )
        self.api_requests = Counter(
            "steward_api_requests",
            "Requests of programs, by what was asked and the status answered",
            ["kind", "status"],
            registry=self.registry,
        )
        self.api_seconds = Histogram(
            "steward_api_seconds",
            "From a program's request to its answer",
            ["kind"],
            buckets=ACK_BUCKETS,
            registry=self.registry,
        )
        self.webhooks = Counter(
            "steward_webhooks",
            "Attempts to tell a webhook, by what came of it",
            ["outcome"],
            registry=self.registry,
        )
        self.webhooks_owed = Gauge(
            "steward_webhooks_owed", "Webhooks still to be told", registry=self.registry
        )
        self.webhooks_given_up = Gauge(
            "steward_webhooks_abandoned",
            "Webhooks given up and not told since",
            registry=self.registry,
        )
        self.jobs = Counter(
            "steward_jobs", "Runs of scheduled jobs", ["job", "outcome"], registry=self.registry
        )
