"""How the HTTP interface is shaped: routes, models, documents and status codes."""
