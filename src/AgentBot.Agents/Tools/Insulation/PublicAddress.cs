using System.Net;
using System.Net.Sockets;

namespace AgentBot.Agents.Tools.Insulation;

/// <summary>
/// Whether an address is one of the open internet. The ranges are those that the IANA registries of special-purpose addresses mark as
/// not globally reachable, with everything that leads to one of them by another writing.
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Inside =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"),
        IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),

        // Metadata services of clouds that stand on public addresses.
        IPNetwork.Parse("168.63.129.16/32"),
    ];

    private static readonly IPNetwork OpenSix = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] InsideSix = [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("3fff::/20")];

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Inside.Any(network => network.Contains(address));
        }

        if (SixToFour.Contains(address))
        {
            return Is(new IPAddress(address.GetAddressBytes().AsSpan(2, 4)));
        }

        // Only 2000::/3 is given out; translation prefixes (64:ff9b::/96) and everything local lie outside of it.
        return OpenSix.Contains(address) && address.ScopeId == 0 && !InsideSix.Any(network => network.Contains(address));
    }
}
