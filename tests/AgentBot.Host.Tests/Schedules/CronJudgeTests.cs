using System.Globalization;
using AgentBot.Core.Schedules;
using AgentBot.Testing;
using Quartz;
using Xunit.Abstractions;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>The reading of cron by others as a judge of ours. What clock changes do is our own rule, so days with one are left out.</summary>
public sealed class CronJudgeTests(ITestOutputHelper output)
{
    private static readonly FiringCalendar Calendar = new(HolidayCatalog.BuiltIn);
    private static readonly string[] Zones = ["Etc/UTC", "Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];
    private static readonly string[] DayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    [Fact]
    public void Random_fields_of_cron_mean_what_they_mean_elsewhere()
    {
        Random random = Proof.Random();
        int compared = 0;
        int fields = Proof.Size(3_000);
        for (int i = 0; i < fields; i++)
        {
            compared += Agree(Fields(random), Zones[i % Zones.Length], new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(525_600)));
        }

        output.WriteLine($"{fields} cron lines, {compared} firings, seed {Proof.Seed}");
        Assert.True(compared > fields);
    }

    [Theory]
    [InlineData("0 9 * * 1-5")]
    [InlineData("0 9 * * 0")]
    [InlineData("0 9 * * 7")]
    [InlineData("0 9 13 * 5")]
    [InlineData("5/15 8-17/3 * * *")]
    [InlineData("0 18 L * *")]
    [InlineData("0 18 L-2 * *")]
    [InlineData("0 18 LW * *")]
    [InlineData("0 9 15W * *")]
    [InlineData("0 9 1W * *")]
    [InlineData("0 9 * * FRI#2")]
    [InlineData("0 9 * * MON#5")]
    [InlineData("0 9 * * FRIL")]
    [InlineData("0 9 29 2 *")]
    [InlineData("0 0 1 JAN,JUL *")]
    public void These_fields_mean_what_they_mean_elsewhere(string fields) =>
        Assert.True(Agree(fields, "Etc/UTC", new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero)) > 0);

    private static int Agree(string fields, string zone, DateTimeOffset after)
    {
        TimeZoneInfo info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var rule = new ScheduleRule(new RulePattern.Cron(fields), zone);
        Assert.Null(RuleCheck.Mistake(rule));
        CronExpression other = CronExpression.Parse(fields, CronFormat.Unix).WithTimeZone(info);
        DateTimeOffset until = after.AddYears(6);
        DateTimeOffset[] all = [.. Calendar.Between(rule, after, until, 40).Select(firing => firing.At)];
        DateTimeOffset end = all.Length == 40 ? all[^1] : until;
        DateTimeOffset[] ours = [.. all.Where(at => IsPlain(info, at))];
        var theirs = new List<DateTimeOffset>();
        for (DateTimeOffset? at = other.GetNextValidTimeAfter(after); at is { } next && next <= end; at = other.GetNextValidTimeAfter(next))
        {
            if (IsPlain(info, next))
            {
                theirs.Add(next);
            }
        }

        Assert.True(ours.SequenceEqual(theirs), $"{fields} in {zone} after {after:O}\nours   {Shown(ours)}\ntheirs {Shown(theirs)}");
        return ours.Length;
    }

    private static string Shown(IEnumerable<DateTimeOffset> times) => string.Join(", ", times.Take(6).Select(at => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)));

    private static bool IsPlain(TimeZoneInfo zone, DateTimeOffset at) => zone.GetUtcOffset(at.AddHours(-26)) == zone.GetUtcOffset(at.AddHours(26));

    private static string Fields(Random random)
    {
        string days = random.Next(2) == 0 ? "*" : Field(random, 1, 28, []);
        string weekdays = random.Next(2) == 0 ? "*" : Field(random, 0, 6, DayNames);
        // Ours refuses a step beside another restriction, since programs differ there.
        weekdays = (days.StartsWith('*') || weekdays.StartsWith('*')) && days != "*" && weekdays != "*" ? "*" : weekdays;
        return string.Join(' ', Field(random, 0, 59, []), Field(random, 0, 23, []), days, random.Next(3) == 0 ? Field(random, 1, 12, []) : "*", weekdays);
    }

    private static string Field(Random random, int low, int high, string[] names)
    {
        int one = random.Next(low, high + 1);
        int other = random.Next(one, high + 1);
        string first = names.Length > 0 && random.Next(2) == 0 ? names[one] : one.ToString(CultureInfo.InvariantCulture);
        string last = names.Length > 0 && !char.IsDigit(first[0]) ? names[other] : other.ToString(CultureInfo.InvariantCulture);
        return random.Next(5) switch
        {
            0 => $"*/{2 + random.Next(Math.Min(5, high - 1))}",
            1 when one < other => $"{first}-{last}",
            2 when one < other && names.Length == 0 => $"{one}-{other}/{1 + random.Next(4)}",
            3 => $"{first},{(names.Length > 0 && !char.IsDigit(first[0]) ? names[other] : other.ToString(CultureInfo.InvariantCulture))}",
            _ => first,
        };
    }
}
