import click

click.prompt("say", echo=True)
