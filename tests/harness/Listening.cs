using System.Globalization;

namespace AgentBot.RealHarnesses;

/// <summary>The ports on which a program listens, within the network of its sandbox.</summary>
internal static class Listening
{
    /// <param name="program">The full path of a program that runs at this moment.</param>
    public static IReadOnlyList<int> PortsOf(string program)
    {
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(process, "cmdline")).StartsWith(program + "\0", StringComparison.Ordinal))
                {
                    return [.. new[] { "tcp", "tcp6" }.SelectMany(kind => File.ReadLines(Path.Combine(process, "net", kind))).Select(PortOf).OfType<int>().Distinct().Order()];
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended at this moment.
            }
        }

        throw new InvalidOperationException($"{program} does not run.");
    }

    // "  0: 0100007F:1F90 00000000:0000 0A …": the own address, the other end, the state; 0A listens.
    private static int? PortOf(string line)
    {
        string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 3 && parts[3] == "0A" ? int.Parse(parts[1].Split(':')[^1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : null;
    }
}
