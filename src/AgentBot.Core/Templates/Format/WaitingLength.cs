using System.Globalization;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Format;

/// <summary>A length of waiting for people: plain time (4h, 2d), or working time ("4 working hours", "2 working days").</summary>
public readonly record struct WaitingLength(TimeSpan Length, bool IsWorking)
{
    /// <summary>What a working day counts as, whatever hours somebody has.</summary>
    public static readonly TimeSpan WorkingDay = TimeSpan.FromHours(8);

    /// <summary>Null for what is neither, and for nothing at all.</summary>
    public static WaitingLength? Read(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is [var count, "working", var unit])
        {
            bool isCount = int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= 1_000;
            TimeSpan? each = unit switch
            {
                "hour" or "hours" => TimeSpan.FromHours(1),
                "day" or "days" => WorkingDay,
                _ => null,
            };
            return isCount && each is { } one ? new WaitingLength(one * number, true) : null;
        }

        return DateReader.TryReadDuration(text, out TimeSpan length) && length > TimeSpan.Zero ? new WaitingLength(length, false) : null;
    }
}
