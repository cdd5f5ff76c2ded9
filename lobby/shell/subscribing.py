"""Which topics of the lobby a session hears, stored with it, so that a restart does not end that."""

from lobby.core.because import at_most
from lobby.core.refusal import Reply
from lobby.shell.manager import Manager
from lobby.shell.session import Session
from lobby.shell.store import By
from lobby.wire.messages import Subscribe, Unsubscribe


def subscribe(manager: Manager, session: Session, asked: Subscribe, reply: Reply) -> None:
    """Let a session hear a topic of the lobby, also when it comes back."""
    most, topic = manager.config.limits.subscriptions, asked.topic
    if len(session.topics | {topic}) > most:
        reply(at_most("no_such_topic", "topics", most, "end another subscription first"))
    elif (refusal := manager.lobby.subscribe(session, topic, None)) is not None:
        reply(refusal)
    else:
        session.topics.add(topic)
        if session.connection is None:
            # It was cut off while this waited for an earlier command: it hears the topic when it resumes.
            manager.lobby.forget(session, topic)
        manager.roster.save_then([session], By(session.id, asked.number), reply, None)


def unsubscribe(manager: Manager, session: Session, asked: Unsubscribe, reply: Reply) -> None:
    """Let a session hear a topic of the lobby no more."""
    session.topics.discard(asked.topic)
    manager.lobby.unsubscribe(session, asked.topic)
    manager.roster.save_then([session], By(session.id, asked.number), reply, None)
