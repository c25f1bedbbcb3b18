"""What a browser holds: the values of a form as a page shows it, ready to be sent back."""


def opened(client, address):
    """What a browser holds after opening the form at an address."""
    return held(client.get(address))


def held(page):
    """What a browser holds that shows this page's form."""
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}
