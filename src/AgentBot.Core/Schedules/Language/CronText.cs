namespace AgentBot.Core.Schedules;

/// <summary>Where a text begins with the fields of cron, well written or not.</summary>
/// <param name="Fields">With one space between them.</param>
internal sealed record CronText(string Fields, int At, int Length)
{
    private static readonly string[] Names =
    [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "sun", "mon", "tue", "wed", "thu", "fri", "sat", "l", "lw", "w",
    ];

    public static CronText? Find(string text)
    {
        int at = 0;
        Skip(text, ref at);
        if (text.AsSpan(at).StartsWith("@") && at + 1 < text.Length && char.IsLetter(text[at + 1]))
        {
            return Nickname(text, at);
        }

        bool named = text.AsSpan(at).StartsWith("cron", StringComparison.OrdinalIgnoreCase) && !(at + 4 < text.Length && char.IsLetterOrDigit(text[at + 4]));
        if (named)
        {
            at += 4;
            while (at < text.Length && text[at] is ':' or '=')
            {
                at++;
            }

            Skip(text, ref at);
        }

        int start = at;
        int end = at;
        var fields = new List<string>();
        while (at < text.Length && fields.Count < 8)
        {
            int from = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('`' or '"' or '\'' or '”' or ')'))
            {
                at++;
            }

            string field = text[from..at].TrimEnd(',');
            if (!LooksLikeField(field))
            {
                break;
            }

            fields.Add(field);
            bool last = field.Length < at - from;
            end = at;
            Skip(text, ref at);
            if (last)
            {
                break;
            }
        }

        // Five figures in a row are cron; fewer fields count only where a star shows what is meant.
        bool looks = fields.Count >= 5 || (fields.Count >= 3 && fields.Contains("*"));
        return named || looks ? new CronText(string.Join(' ', fields), start, Math.Max(end, start) - start) : null;
    }

    private static CronText? Nickname(string text, int at)
    {
        int end = at + 1;
        while (end < text.Length && char.IsLetter(text[end]))
        {
            end++;
        }

        string? fields = text[(at + 1)..end].ToLowerInvariant() switch
        {
            "hourly" => "0 * * * *",
            "daily" or "midnight" => "0 0 * * *",
            "weekly" => "0 0 * * 0",
            "monthly" => "0 0 1 * *",
            "yearly" or "annually" => "0 0 1 1 *",
            _ => null,
        };
        return fields is null ? null : new CronText(fields, at, end - at);
    }

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] is '`' or '"' or '\'' or '“' or '”' or '(' or ')'))
        {
            at++;
        }
    }

    private static bool LooksLikeField(string field) => field.Length is > 0 and <= 60 && field.Split(',', '-', '/', '#').All(part =>
        part.Length == 0 || part is "*" or "?" || part.All(char.IsAsciiDigit)
        || Names.Contains(part.ToLowerInvariant()) || (part.Length <= 4 && char.IsAsciiDigit(part[0]) && part[^1] is 'W' or 'w' or 'L' or 'l')
        || (part.Length == 4 && part[^1] is 'L' or 'l' && Names.Contains(part[..3].ToLowerInvariant())));
}
