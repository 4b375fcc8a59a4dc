using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentBot.Host.Tests;

/// <summary>What a host logs from now on, by the number of the event.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Number, string Line)> _lines = new();

    public static LogLines Of(IServiceProvider services)
    {
        var lines = new LogLines();
        ((ILoggerFactory)services.GetService(typeof(ILoggerFactory))!).AddProvider(lines);
        return lines;
    }

    public string[] Of(int number) => [.. _lines.Where(line => line.Number == number).Select(line => line.Line)];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, formatter(state, exception)));

    public void Dispose()
    {
    }
}
