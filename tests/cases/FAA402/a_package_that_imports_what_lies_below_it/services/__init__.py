from . import mail

send = mail.send
