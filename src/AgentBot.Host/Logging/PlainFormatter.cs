using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace AgentBot.Host.Logging;

/// <summary>
/// One line per event: time in UTC, level, where, number, what. Line breaks and control characters are written as escapes, so
/// that outside text in a value cannot forge a line or steer a terminal.
/// </summary>
public sealed class PlainFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    /// <summary>The framework's own event; the command line says the same in words that help.</summary>
    private const int FailedToStart = 11;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (logEntry.EventId.Id == FailedToStart && logEntry.Category.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal))
        {
            return;
        }

        StringBuilder line = new(160);
        line.Append(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))
            .Append(' ').Append(Word(logEntry.LogLevel))
            .Append(' ').Append(logEntry.Category.AsSpan(logEntry.Category.LastIndexOf('.') + 1))
            .Append(' ').Append(logEntry.EventId.Id)
            .Append(' ');
        AppendEscaped(line, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } fault)
        {
            line.Append(" | ");
            AppendEscaped(line, fault.ToString());
        }

        textWriter.WriteLine(line);
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        LogLevel.Critical => "fatal",
        LogLevel.None => "none ",
    };

    private static void AppendEscaped(StringBuilder line, string text)
    {
        foreach (char letter in text)
        {
            switch (letter)
            {
                case '\n':
                    line.Append("\\n");
                    break;
                case '\r':
                    line.Append("\\r");
                    break;
                case '\u2028' or '\u2029':
                    line.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
                    break;
                default:
                    if (char.IsControl(letter))
                    {
                        line.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
                    }
                    else
                    {
                        line.Append(letter);
                    }

                    break;
            }
        }
    }
}
