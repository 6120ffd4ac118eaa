"""Mail to customers."""

import logging
import smtplib
from decimal import Decimal
from email.message import EmailMessage

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10


class Mailer:
    """The mail server; without a host, mail is only logged."""

    def __init__(self, host: str, port: int, sender: str) -> None:
        self.host = host
        self.port = port
        self.sender = sender

    def send_receipt(self, address: str, name: str, order_id: int, total: Decimal) -> None:
        """Tell a customer that the order arrived; a plain function, for the threadpool."""
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = address
        message["Subject"] = f"Your order {order_id}"
        message.set_content(f"Dear {name},\n\nwe received your order: {total} EUR.")
        if not self.host:
            logger.info("mail is off, not sent: %s", message["Subject"])
            return
        try:
            with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS) as server:
                server.send_message(message)
        except OSError:
            logger.exception("the receipt of order %s was not sent", order_id)
