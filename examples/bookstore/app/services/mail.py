"""Mail to customers."""

import asyncio
import logging
import smtplib
from email.message import EmailMessage

from sqlalchemy.ext.asyncio import AsyncSession

from app.config import settings
from app.models import Order, User

logger = logging.getLogger(__name__)


def deliver(message: EmailMessage) -> None:
    if not settings.smtp_host:
        logger.info("mail is off, not sent: %s", message["Subject"])
        return
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=10) as server:
        server.send_message(message)


async def send_receipt(session: AsyncSession, order_id: int) -> None:
    order = await session.get(Order, order_id)
    if order is None:
        return
    user = await session.get(User, order.user_id)
    if user is None:
        return
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = user.email
    message["Subject"] = f"Your order {order.id}"
    message.set_content(f"Dear {user.full_name},\n\nwe received your order: {order.total} EUR.")
    await asyncio.to_thread(deliver, message)
