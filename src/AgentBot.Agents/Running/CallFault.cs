using System.Net;
using System.Net.Sockets;
using AgentBot.Agents.Models;
using AgentBot.Core.Runs;

namespace AgentBot.Agents.Running;

/// <summary>Why a call threw, in the words of the house. The exception itself goes to the log only.</summary>
public sealed record CallFault(FailureKind Kind, string Sentence, TimeSpan? RetryAfter = null)
{
    /// <summary>Asked to be left alone, for as long as it says.</summary>
    public static readonly CallFault TooFast = new(FailureKind.Transient, "The model takes no more questions at the moment.");

    private static readonly CallFault Busy = new(FailureKind.Transient, "The model does not answer at the moment.");
    private static readonly CallFault Slow = new(FailureKind.TimedOut, "The model took too long to answer.");
    private static readonly CallFault BrokeOff = new(FailureKind.Transient, "The model's answer broke off before its end.");

    /// <summary>Whoever asks gets this until a person has paid.</summary>
    public static readonly CallFault NoMoney = new(
        FailureKind.NoMoney,
        "The account at the model's provider has no money left or is at its limit. The operator can raise it there; then it can be tried again.");

    private static readonly CallFault NoAccess = new(
        FailureKind.Permanent,
        "The model did not accept AgentBot's access. The operator can check the model's key in the settings.");

    private static readonly CallFault NoSuchModel = new(
        FailureKind.Permanent,
        "The provider knows no model of the name in the settings, or not at that address. The operator can correct it.");

    private static readonly CallFault TooLong = new(
        FailureKind.Permanent,
        "The question is longer than the model can read. Give it less to read, or let the template judge fewer rows at once (batch).");

    private static readonly CallFault NotTaken = new(
        FailureKind.Permanent,
        "The model did not take the question as it was put. The operator finds the cause in the log.");

    /// <summary>A cancellation that the caller asked for is none of these. Any other means that time was up: ours, or that of the provider's own client.</summary>
    public static CallFault Of(Exception exception) => exception switch
    {
        OperationCanceledException or TimeoutException => Slow,
        ProviderException provider => OfProvider(provider.Fault) with { RetryAfter = provider.RetryAfter },
        HttpRequestException http => OfStatus(http.StatusCode),
        IOException or SocketException => Busy,
        _ => NotTaken,
    };

    private static CallFault OfProvider(ProviderFault fault) => fault switch
    {
        ProviderFault.Busy => Busy,
        ProviderFault.TooFast => TooFast,
        ProviderFault.NoMoney => NoMoney,
        ProviderFault.NoAccess => NoAccess,
        ProviderFault.NoSuchModel => NoSuchModel,
        ProviderFault.TooLong => TooLong,
        ProviderFault.BrokeOff => BrokeOff,
        _ => NotTaken,
    };

    private static CallFault OfStatus(HttpStatusCode? status) => status switch
    {
        null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => Busy,
        >= HttpStatusCode.InternalServerError => Busy,
        HttpStatusCode.Unauthorized or HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden => NoAccess,
        _ => NotTaken,
    };
}
