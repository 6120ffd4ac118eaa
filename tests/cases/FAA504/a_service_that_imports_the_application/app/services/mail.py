from app.main import app  # FAA504


def deliver() -> None:
    app.state.mailer.send()
