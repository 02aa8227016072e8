"""`tegata sign-in`: a link that opens a gateway's portal for a member, by its access key."""

from urllib.parse import urlencode

import click

from clients.cli.access import open_client, open_key
from clients.cli.output import answer
from clients.cli.place import gateway_option, json_option, key_option
from contracts.ids import hex0x


@click.command("sign-in")
@click.option("--page", default="/specimens", show_default=True, metavar="PATH", help="The page to open.")
@gateway_option
@key_option
@json_option
def sign_in(page: str, gateway: str, key_name: str | None, as_json: bool) -> None:
    """Print a link that signs your browser in at a gateway, with your member's access key.

    It counts once, and for a few minutes. Whoever has it is you: open it yourself, and don't send it on.

    Example: tegata sign-in --gateway https://issuer.example --page /specimens
    """
    key = open_key(key_name)
    with open_client(gateway) as client:
        message, signature = client.sign_in_message(key)
    query = urlencode({"message": message, "signature": hex0x(signature), "then": page})
    link = f"{gateway.rstrip('/')}/sign-in/key?{query}"
    answer(as_json, {"link": link}, lambda screen: screen.print(link, soft_wrap=True, highlight=False))
