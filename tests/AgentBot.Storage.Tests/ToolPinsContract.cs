using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Core.Tools;

namespace AgentBot.Storage.Tests;

/// <summary>What operators have agreed to of tools.</summary>
public abstract class ToolPinsContract : StoreContract
{
    [Fact]
    public async Task A_pin_comes_back_as_it_went_in_and_the_next_of_the_same_tool_takes_its_place()
    {
        ToolPin first = Any.Filled<ToolPin>() with { Tool = "files.read_file", AgreedAt = Any.Start, Kind = ToolKind.Write };
        ToolPin other = Any.Filled<ToolPin>() with { Tool = "files.list", AgreedAt = Any.Start };
        await KeepAsync(new Change.PutToolPin(first), new Change.PutToolPin(other));
        await Engine.ReopenAsync();
        Assert.Equal([other, first], await Engine.ToolPins.AllAsync(Ct));

        ToolPin anew = first with { Pin = Digest.OfText("another"), Description = "It says something else.", AgreedBy = Any.Ben, AgreedAt = Any.Start.AddDays(1) };
        await KeepAsync(new Change.PutToolPin(anew));
        Assert.Equal([other, anew], await Engine.ToolPins.AllAsync(Ct));
    }
}
