using System.Globalization;

namespace AgentBot.Agents.Sandbox;

/// <summary>Looks at a process and everything below it, as the kernel shows them under /proc.</summary>
internal static class ProcessTree
{
    /// <summary>Memory that is theirs alone: what many share, as a program's code, is not counted.</summary>
    public static long MemoryOf(int root)
    {
        Dictionary<int, List<int>> children = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Status(id) is { } status)
            {
                if (!children.TryGetValue(status.Parent, out List<int>? siblings))
                {
                    children[status.Parent] = siblings = [];
                }

                siblings.Add(id);
            }
        }

        long bytes = 0;
        var open = new Stack<int>([root]);
        while (open.TryPop(out int id))
        {
            bytes += Status(id)?.Bytes ?? 0;
            foreach (int child in children.GetValueOrDefault(id, []))
            {
                open.Push(child);
            }
        }

        return bytes;
    }

    // Null where it is gone, as processes go at any moment.
    private static (int Parent, long Bytes)? Status(int id)
    {
        try
        {
            int parent = 0;
            long bytes = 0;
            foreach (string line in File.ReadLines($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/status"))
            {
                if (line.StartsWith("PPid:", StringComparison.Ordinal))
                {
                    parent = (int)NumberIn(line);
                }
                else if (line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal))
                {
                    bytes += NumberIn(line) * 1024;
                }
            }

            return (parent, bytes);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long NumberIn(string line) =>
        long.TryParse(new string([.. line.Where(char.IsAsciiDigit)]), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
