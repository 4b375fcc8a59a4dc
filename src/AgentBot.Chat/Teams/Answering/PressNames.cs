using System.Globalization;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Storing;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>
/// Names presses, so that one that comes twice is one. A decision and a form that is handed in are one by themselves; any other
/// button that starts something may be meant again later, so there the same press within a minute counts as a double click.
/// </summary>
public sealed class PressNames(TeamsVisits visits, IDeliveryReader delivery, TimeProvider time)
{
    private const int MostRemembered = 5_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _pressed = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _since = time.GetUtcNow();

    public async ValueTask<string> OfAsync(TeamsOrigin origin, TeamsPress press, TeamsInputs inputs, CancellationToken ct)
    {
        if (!ReceiptNames.Starts(press))
        {
            // Some clients give a click no id.
            return ReceiptNames.OfPress(origin, press, inputs, origin.Activity.Length > 0 ? origin.Activity : time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
        }

        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset first = FirstOf(ReceiptNames.OfPress(origin, press, inputs, ""), now);
        if (first == now && now - _since < 2 * Window)
        {
            // What was pressed just before a restart is remembered by its receipt alone.
            string before = ReceiptNames.OfPress(origin, press, inputs, MinuteOf(now - Window));
            if (await delivery.FindReceiptAsync(visits.ReceiptOf(new WorkspaceKey(origin.Tenant), ReceiptNames.Kind, before), ct) is not null)
            {
                return before;
            }
        }

        return ReceiptNames.OfPress(origin, press, inputs, MinuteOf(first));
    }

    /// <summary>When the same was pressed first within the window; the moment itself where it was not.</summary>
    private DateTimeOffset FirstOf(string what, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_pressed.TryGetValue(what, out DateTimeOffset before) && now - before < Window)
            {
                return before;
            }

            if (_pressed.Count >= MostRemembered)
            {
                foreach (string old in _pressed.Where(pressed => now - pressed.Value >= Window).Select(pressed => pressed.Key).ToList())
                {
                    _pressed.Remove(old);
                }
            }

            return _pressed[what] = now;
        }
    }

    private static string MinuteOf(DateTimeOffset at) => at.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
}
