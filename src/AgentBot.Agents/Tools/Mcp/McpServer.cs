using System.Text.Json;
using AgentBot.Agents.Tools.Insulation;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AgentBot.Agents.Tools.Mcp;

/// <summary>
/// The life of one server: started with its first use, kept warm, started again after it broke (later and later while it keeps
/// breaking), ended when nobody has needed it for a while.
/// </summary>
internal sealed class McpServer(string name, McpServerOptions options, McpEdge edge) : IAsyncDisposable, IDisposable
{
    private const int MostTools = 256;
    private const int MostPages = 64;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _lock = new();
    private McpConnection? _connection;
    private int _uses;
    private int _failures;
    private DateTimeOffset _lastUse;
    private DateTimeOffset _notBefore;

    public string Name => name;

    public McpServerOptions Options => options;

    /// <summary>Whether the next call finds it started.</summary>
    public bool IsUp => Volatile.Read(ref _connection) is { Broken.IsCancellationRequested: false };

    /// <summary>What it offers now. A server that broke since it was last used is started once more.</summary>
    /// <exception cref="ToolServerException"/>
    public async ValueTask<IReadOnlyList<ModelContextProtocol.Protocol.Tool>> ListAsync(CancellationToken ct)
    {
        bool wasUp = IsUp;
        try
        {
            return await UseAsync(ListAllAsync, ct);
        }
        catch (ToolServerException) when (wasUp)
        {
            return await UseAsync(ListAllAsync, ct);
        }
    }

    /// <exception cref="ToolServerException"/>
    public ValueTask<CallToolResult> CallAsync(string tool, IDictionary<string, JsonElement> arguments, CancellationToken ct) =>
        UseAsync((client, within) => client.CallToolAsync(new CallToolRequestParams { Name = tool, Arguments = arguments }, within), ct);

    /// <summary>Ends it if nobody has used it for as long as its settings say.</summary>
    public async ValueTask EndIfIdleAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            bool isIdle;
            lock (_lock)
            {
                isIdle = _connection is not null && _uses == 0 && edge.Time.GetUtcNow() - _lastUse >= options.IdleAfter;
            }

            if (isIdle)
            {
                ToolLog.EndedIdle(edge.Logger, name);
                await LeaveAsync();
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _one.Dispose();
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _connection, null)?.Dispose();
        _one.Dispose();
    }

    private static async ValueTask<IReadOnlyList<ModelContextProtocol.Protocol.Tool>> ListAllAsync(McpClient client, CancellationToken ct)
    {
        var tools = new List<ModelContextProtocol.Protocol.Tool>();
        string? cursor = null;
        for (int page = 0; page == 0 || cursor is not null; page++)
        {
            ListToolsResult found = await client.ListToolsAsync(new ListToolsRequestParams { Cursor = cursor }, ct);
            tools.AddRange(found.Tools);
            cursor = found.NextCursor;
            if (tools.Count > MostTools || page >= MostPages)
            {
                throw new ToolServerException($"It offers more than {MostTools} tools.", mayHaveArrived: false);
            }
        }

        return tools;
    }

    private async ValueTask<T> UseAsync<T>(Func<McpClient, CancellationToken, ValueTask<T>> ask, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(options.Timeout, edge.Time);
        McpConnection connection = await ConnectAsync(late.Token, ct);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token, connection.Broken);
        try
        {
            T answer = await ask(connection.Client, any.Token);
            Volatile.Write(ref _failures, 0);
            return answer;
        }
        catch (McpProtocolException said)
        {
            // It answered, with a no: nothing is broken. Only a fault of its own may have come after it began.
            throw new ToolServerException("It refused the call.", mayHaveArrived: said.ErrorCode == McpErrorCode.InternalError, said);
        }
        catch (ToolServerException)
        {
            await GiveUpAsync(connection, "It offers too much.");
            throw;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            string why = connection.Broken.IsCancellationRequested && connection.Why.Length > 0 ? connection.Why
                : late.IsCancellationRequested ? $"It did not answer within {options.Timeout.TotalSeconds:0} seconds."
                : ForbiddenAddressException.In(fault) is { } forbidden ? $"Its address is not allowed: {forbidden.Host} lies inside this network."
                : "It broke off or answered nothing that can be read.";
            await GiveUpAsync(connection, why);
            throw new ToolServerException(why, mayHaveArrived: true, fault);
        }
        finally
        {
            lock (_lock)
            {
                _uses--;
                _lastUse = edge.Time.GetUtcNow();
            }
        }
    }

    /// <summary>A connection that is up, counted as used by the caller.</summary>
    private async ValueTask<McpConnection> ConnectAsync(CancellationToken late, CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_connection is { Broken.IsCancellationRequested: true })
            {
                await LeaveAsync();
            }

            if (_connection is null)
            {
                await StartAsync(late, ct);
            }

            lock (_lock)
            {
                _uses++;
            }

            return _connection!;
        }
        finally
        {
            _one.Release();
        }
    }

    private async ValueTask StartAsync(CancellationToken late, CancellationToken ct)
    {
        TimeSpan pause = _notBefore - edge.Time.GetUtcNow();
        if (pause > TimeSpan.Zero)
        {
            throw new ToolServerException("It failed a moment ago and is left alone until it may have recovered.", mayHaveArrived: false) { RetryAfter = pause };
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late);
        try
        {
            McpClientOptions client = McpConnection.Options(options.Timeout, edge.Time);
            _connection = options.Url.Length > 0
                ? await McpConnection.ToAddressAsync(new Uri(options.Url), ServerHeaders.Client(options, edge.Secrets, edge.Connections), client, either.Token)
                : await McpConnection.ToProgramAsync(ServerProcess.Start(options, edge.Secrets, edge.Folders.HomeOf(name)), client, either.Token);
            ToolLog.Started(edge.Logger, name);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            Rest();
            string why = fault is ToolServerException said ? said.Message
                : ForbiddenAddressException.In(fault) is { } forbidden ? $"Its address is not allowed: {forbidden.Host} lies inside this network."
                : late.IsCancellationRequested ? $"It did not start within {options.Timeout.TotalSeconds:0} seconds."
                : options.Url.Length > 0 ? "It cannot be reached or does not speak the protocol." : "Its program ended or does not speak the protocol.";
            ToolLog.GivenUp(edge.Logger, name, why);
            throw new ToolServerException(why, mayHaveArrived: false, fault) { RetryAfter = _notBefore - edge.Time.GetUtcNow() };
        }
    }

    private async ValueTask GiveUpAsync(McpConnection connection, string why)
    {
        if (Interlocked.CompareExchange(ref _connection, null, connection) != connection)
        {
            return;
        }

        ToolLog.GivenUp(edge.Logger, name, why);
        Rest();
        await connection.DisposeAsync();
    }

    // The first time it may simply have been ended behind our back; after that it is given more and more time.
    private void Rest()
    {
        lock (_lock)
        {
            double seconds = _failures == 0 ? 0 : FirstPause.TotalSeconds * Math.Pow(2, Math.Min(_failures - 1, 16));
            _notBefore = edge.Time.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(seconds, LongestPause.TotalSeconds));
            _failures++;
        }
    }

    private async ValueTask LeaveAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } left)
        {
            await left.DisposeAsync();
        }
    }
}

/// <summary>What a server needs of the house.</summary>
internal sealed record McpEdge(IToolSecrets Secrets, GuardedConnections Connections, ToolFolders Folders, TimeProvider Time, ILogger Logger);
