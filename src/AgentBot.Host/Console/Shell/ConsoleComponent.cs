using Microsoft.AspNetCore.Components;

namespace AgentBot.Host.WebConsole;

/// <summary>A component drawn from one model for one viewer. The viewer is null only where nobody is signed in.</summary>
public abstract class ConsoleComponent<TModel> : ComponentBase
{
    [Parameter]
    [EditorRequired]
    public TModel Model { get; set; } = default!;

    [Parameter]
    public Viewer Viewer { get; set; } = null!;
}
