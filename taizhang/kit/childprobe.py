"""Say what the fence has taken away: "1" or "0" for rights, then for the network. Run behind childfence.py."""

import os
import socket
import sys

without_rights = os.getuid() == os.geteuid() == 65534
without_network = {name for _number, name in socket.if_nameindex()} <= {"lo"}
sys.stdout.write(f"{int(without_rights)} {int(without_network)}")
