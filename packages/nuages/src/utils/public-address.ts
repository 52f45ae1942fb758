import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Networks that are not the public Internet: of the machine, of its neighbours, for other purposes. */
const IPV4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const;

/** Within the public part of IPv6: tunnels, whose other end is an IPv4 address, and examples. */
const IPV6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const closed = new BlockList();
for (const [network, prefix] of IPV4) closed.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of IPV6) closed.addSubnet(network, prefix, "ipv6");

const global = new BlockList();
global.addSubnet("2000::", 3, "ipv6");

/**
 * Whether a numeric address belongs to the public Internet, as IANA's registries of special addresses say.
 * What is no numeric address does not.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, "ipv4");
  return isIPv6(address) && global.check(address, "ipv6") && !closed.check(address, "ipv6");
}
