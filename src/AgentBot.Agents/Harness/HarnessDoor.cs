using AgentBot.Agents.Harness.Gateway;
using AgentBot.Agents.Running;

namespace AgentBot.Agents.Harness;

/// <summary>The way to models that one agent's program has while it works, with the money it may spend.</summary>
public sealed class HarnessDoor(ModelGateway gateway, GatewayCalls calls, GatewayLedger ledger, CancellationTokenSource stop, int longestAnswer) : IAsyncDisposable
{
    /// <summary>What a program calls the model; the gateway knows which one is meant.</summary>
    public const string Model = "agentbot-model";

    public string Token => gateway.Token;

    public string Socket => gateway.Socket;

    public int LongestAnswer => longestAnswer;

    /// <summary>Cancelled where the caller gives up, or the program may ask no more.</summary>
    public CancellationToken Stop => stop.Token;

    public GatewayStop? Stopped => calls.Stopped;

    public CallFault? Fault => calls.Fault;

    /// <summary>Questions so far. Each is in the ledger already.</summary>
    public int Asked => ledger.Asked;

    /// <summary>A run of the program begins: the first, or a repair.</summary>
    public void Begin(int repair)
    {
        ledger.Repair = repair;
        calls.Begin();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        stop.Dispose();
    }
}
