using AgentBot.Core.Storing;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.CommandLine;

/// <summary>Turns what stopped the start into sentences for the operator.</summary>
internal static class StartFailure
{
    /// <summary>How the framework begins what it says of a number or a time that is none.</summary>
    private const string Unreadable = "Failed to convert configuration value";

    /// <summary>Null for a fault that is a mistake of the program and not of its surroundings.</summary>
    public static IReadOnlyList<string>? Explain(Exception fault) => fault switch
    {
        OptionsValidationException wrong => [.. wrong.Failures],
        StartRefusedException refused => [refused.Message],
        StoreUnavailableException store => [store.Message],
        AggregateException many when many.InnerExceptions.All(inner => Explain(inner) is not null) => [.. many.InnerExceptions.SelectMany(inner => Explain(inner)!).Distinct()],
        InvalidOperationException unreadable when unreadable.Message.StartsWith(Unreadable, StringComparison.Ordinal) => [$"A setting cannot be read. {unreadable.Message} Correct it or take it out."],
        IOException { InnerException: AddressInUseException } busy => [$"{Address(busy.Message)} is in use by another program. Stop that program, or choose another address with --urls."],
        System.Net.Sockets.SocketException socket => [$"The host cannot listen there: {socket.Message}. Choose another address with --urls."],
        _ => null,
    };

    public static int Tell(Exception fault, TextWriter error)
    {
        error.WriteLine("AgentBot did not start.");
        foreach (string sentence in Explain(fault) ?? [$"{fault.Message} This is a fault of AgentBot itself: {fault}"])
        {
            error.WriteLine("  " + sentence.ReplaceLineEndings(" "));
        }

        return 1;
    }

    private static string Address(string message)
    {
        int start = message.IndexOf("http", StringComparison.Ordinal);
        return start < 0 ? "The address" : message[start..].Split(':', ' ') is [var scheme, var host, var port, ..] ? $"{scheme}:{host}:{port}" : "The address";
    }
}
