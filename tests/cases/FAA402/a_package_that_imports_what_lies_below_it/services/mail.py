import smtplib


def send(text):
    smtplib.SMTP("mail", timeout=5).sendmail("a@b.example", "c@d.example", text)
