"""``abm app``: the browser application."""

from __future__ import annotations

import sys

from abm.parameters.checks import ParameterError, refused

USAGE = """\
abm app                          open the browser application on this machine
abm app port=9000 browser=false  on another port, without opening a browser
abm app config=FILE              settings from a YAML file, such as for shared hosting
abm app hosts=[a.example]        behind a proxy on this machine that others ask for a.example

A server for this machine alone (the default) answers requests for 127.0.0.1, localhost, [::1] and the names in hosts=,
and no others, so that no page of another site can play here under a name of its own. A server that others can reach
(host=0.0.0.0) answers to any name, unless hosts= says to which. X-Forwarded-Host is believed for the names in hosts=.
"""

NOT_INSTALLED = "abm app needs more than is installed: python -m pip install 'anticyclical-abm[app]'"

MISTAKE = 2


def app(arguments: list[str]) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : list of str
        What follows ``abm app``: ``key=value`` pairs.

    Returns
    -------
    int
        Exit code: 0, or 2 after one line on standard error for a mistake of the user.

    Raises
    ------
    ParameterError
        With one line that names key, value and what is allowed.
    """
    from abm.app.hosting import Hosting, read_hosting
    from abm.declare import declarations

    if "--help" in arguments or "-h" in arguments:
        print(USAGE)
        for item in declarations(Hosting):
            shown = str(item.default).lower() if isinstance(item.default, bool) else item.default
            print(f"  {f'{item.key}={shown}':<20} {item.meaning}")
        return 0
    settings = read_hosting(arguments)
    from abm.app.serve import installed, occupied, serve

    if not installed():
        print(NOT_INSTALLED, file=sys.stderr)
        return MISTAKE
    if reason := occupied(settings.host, settings.port):
        raise ParameterError(refused("host and port", f"{settings.host} and {settings.port}", reason))
    serve(settings)
    return 0
