"""A moto server, and App Runner beside it, on a free port of the loopback interface.

Prints the port, and ends when its standard input does. Where moto leaves out what EC2 does, the missing part is added here.
"""

import logging
import sys
import threading

from app_runner import AppRunner
from moto.ec2.models.vpcs import VPCBackend, random_private_ip
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

modify_vpc_endpoint = VPCBackend.modify_vpc_endpoint


def modify_with_interfaces(self, vpc_id, add_subnets, remove_subnets, **rest):
    """An interface endpoint has an interface in each of its subnets; moto makes them for those it is created with alone."""
    modify_vpc_endpoint(self, vpc_id=vpc_id, add_subnets=add_subnets, remove_subnets=remove_subnets, **rest)
    endpoint = self.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
    for subnet in add_subnets:
        endpoint.network_interface_ids.append(self.create_network_interface(subnet, random_private_ip()).id)
    for interface in list(endpoint.network_interface_ids):
        if self.get_network_interface(interface).subnet.id in remove_subnets:
            endpoint.network_interface_ids.remove(interface)
            self.delete_network_interface(interface)


VPCBackend.modify_vpc_endpoint = modify_with_interfaces

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server("127.0.0.1", 0, AppRunner(DomainDispatcherApplication(create_backend_app)), threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
server.shutdown()
