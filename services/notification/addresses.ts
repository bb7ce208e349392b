import { BlockList, isIP } from "node:net";

/**
 * What is no address of a server on the public internet (IANA special-purpose registries, RFC 6890 and later): loopback,
 * private, link-local with the metadata services of clouds, shared, documentation, benchmarks, multicast, reserved.
 */
const NOT_PUBLIC_V4 = [
	["0.0.0.0", 8],
	["10.0.0.0", 8],
	["100.64.0.0", 10],
	["127.0.0.0", 8],
	["169.254.0.0", 16],
	["172.16.0.0", 12],
	["192.0.0.0", 24],
	["192.0.2.0", 24],
	["192.31.196.0", 24],
	["192.52.193.0", 24],
	["192.88.99.0", 24],
	["192.168.0.0", 16],
	["192.175.48.0", 24],
	["198.18.0.0", 15],
	["198.51.100.0", 24],
	["203.0.113.0", 24],
	["224.0.0.0", 3],
] as const;

/** Inside of 2000::/3, where global addresses are: tunnels that carry an IPv4 address, documentation, special uses. */
const NOT_PUBLIC_V6 = [
	["2001::", 23],
	["2001:db8::", 32],
	["2002::", 16],
	["2620:4f:8000::", 48],
	["3fff::", 20],
] as const;

const notPublic = new BlockList();
for (const [net, prefix] of NOT_PUBLIC_V4) notPublic.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of NOT_PUBLIC_V6) notPublic.addSubnet(net, prefix, "ipv6");
const globalV6 = new BlockList();
globalV6.addSubnet("2000::", 3, "ipv6");

/**
 * Is this the address of a server on the public internet? Addresses of IPv6 that hide one of IPv4 (mapped, NAT64, 6to4)
 * lie outside of what is allowed, and so are refused whatever they hide.
 */
export function isPublicAddress(address: string): boolean {
	switch (isIP(address)) {
		case 4:
			return !notPublic.check(address, "ipv4");
		case 6:
			return globalV6.check(address, "ipv6") && !notPublic.check(address, "ipv6");
		default:
			return false;
	}
}

/** Is this this machine itself, by its plain address? */
export function isLoopbackAddress(address: string): boolean {
	return address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}
