using AgentBot.Host.Logging;
using AgentBot.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBot.Host.Tests;

public sealed class PlainFormatterTests
{
    [Fact]
    public void An_event_is_one_line()
    {
        Assert.Equal("2026-11-19T09:14:00.000Z info  Worker 512 Run 4211 began" + Environment.NewLine, Write("Run 4211 began", null));
    }

    [Fact]
    public void Outside_text_can_neither_forge_a_line_nor_steer_a_terminal()
    {
        string line = Write("file a.csv\r\n2026 info  fake 1\u2028x\u001b[2J\u0085", new InvalidOperationException("first\nsecond"));
        Assert.Single(line.TrimEnd('\r', '\n').Split('\n', '\r', '\u2028', '\u0085'));
        Assert.DoesNotContain('\u001b', line);
        Assert.Contains("file a.csv\\r\\n2026", line, StringComparison.Ordinal);
        Assert.Contains("first\\nsecond", line, StringComparison.Ordinal);
    }

    private static string Write(string message, Exception? fault)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<string>(LogLevel.Information, "AgentBot.Host.Worker", new EventId(512), message, fault, (state, _) => state);
        new PlainFormatter(new FakeClock()).Write(entry, null, writer);
        return writer.ToString();
    }
}
