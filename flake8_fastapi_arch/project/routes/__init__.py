"""The application as it is served: routes, what they take and depend on, what lies around them."""
