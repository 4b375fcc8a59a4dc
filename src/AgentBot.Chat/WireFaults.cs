namespace AgentBot.Chat;

/// <summary>What a fault of the network says about the request that met it.</summary>
internal static class WireFaults
{
    /// <summary>The name was not found, the connection or its encryption not made: no byte of the request has left.</summary>
    public static bool NeverLeft(HttpRequestException fault) =>
        fault.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    /// <summary>A connection that broke or a wait that ran out; not the caller's own cancellation.</summary>
    public static bool IsNoAnswer(Exception fault, CancellationToken ct) =>
        fault is HttpRequestException or IOException || (fault is OperationCanceledException && !ct.IsCancellationRequested);
}
