using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using AgentBot.Core;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AgentBot.Host.WebConsole;

/// <summary>Draws components to HTML on the server.</summary>
public sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<string> RenderAsync<TComponent>(object model, Viewer? viewer)
        where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(() => DrawAsync(renderer, typeof(TComponent), model, viewer));
    }

    public async Task<RenderedParts> RenderPartsAsync(ImmutableArray<LivePart> parts, Viewer viewer)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(() => DrawPartsAsync(renderer, parts, viewer));
    }

    public async Task<string> RenderPageAsync(PageContent page, ImmutableArray<LivePart> shell, DocumentModel document, Viewer viewer)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            RenderedParts parts = await DrawPartsAsync(renderer, [.. shell, .. page.Parts], viewer);
            return "<!doctype html>\n" + await DrawAsync(renderer, typeof(Document), document with { Parts = parts }, viewer);
        });
    }

    private static async Task<RenderedParts> DrawPartsAsync(HtmlRenderer renderer, ImmutableArray<LivePart> parts, Viewer viewer)
    {
        var drawn = ImmutableArray.CreateBuilder<RenderedPart>(parts.Length);
        long version = viewer.Now.ToUnixTimeMilliseconds();
        foreach (LivePart part in parts)
        {
            string inner = await DrawAsync(renderer, part.Component, part.Model, viewer);
            string hash = Digest.OfText(inner).Value[..8];
            drawn.Add(new RenderedPart(part, version, Wrap(part, version, hash, inner), hash));
        }

        return new RenderedParts(drawn.MoveToImmutable());
    }

    private static string Wrap(LivePart part, long version, string hash, string inner)
    {
        var html = new StringBuilder(inner.Length + 120);
        html.Append('<').Append(part.Tag);
        Attribute(html, "id", part.Id);
        // Folded tables lose their meaning to a screen reader unless it is said.
        Attribute(html, "role", part.Tag == "tr" ? "row" : "");
        Attribute(html, "class", part.CssClass);
        Attribute(html, "data-live", part.Name);
        return html.Append(System.Globalization.CultureInfo.InvariantCulture, $" data-v=\"{version}\" data-h=\"{hash}\">").Append(inner).Append("</").Append(part.Tag).Append('>').ToString();
    }

    private static void Attribute(StringBuilder html, string name, string value)
    {
        if (value.Length > 0)
        {
            html.Append(' ').Append(name).Append("=\"").Append(HtmlEncoder.Default.Encode(value)).Append('"');
        }
    }

    private static async Task<string> DrawAsync(HtmlRenderer renderer, Type component, object model, Viewer? viewer)
    {
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model, ["Viewer"] = viewer });
        return (await renderer.RenderComponentAsync(component, parameters)).ToHtmlString();
    }
}
