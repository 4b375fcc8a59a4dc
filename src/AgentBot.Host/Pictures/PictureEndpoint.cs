using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Host.WebConsole;

namespace AgentBot.Host.Pictures;

/// <summary>
/// Hands a picture of an open question to the person for whom the address was made, as a download, and keeps that they were given
/// it. Everything else is answered as if there were nothing.
/// </summary>
public sealed class PictureEndpoint(PictureLinks links, IReviewReader reviews, IArtifactReader artifacts, IDirectory directory, ICommitter committer, TimeProvider time)
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(PictureLinks.Path + "{ticket}", static (HttpContext context, PictureEndpoint door) => door.HandOutAsync(context));

    private async Task HandOutAsync(HttpContext context)
    {
        CancellationToken ct = context.RequestAborted;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (links.Read(context.GetRouteValue("ticket") as string ?? "") is not { } ticket
            || await reviews.FindAsync(ticket.Review, ticket.Revision, ct) is not { IsOpen: true } review
            || Guard.Check(ticket.Person, Act.See, new GuardSubject(review.Channel, null, review), directory.Latest) is not null
            || await FindAsync(review, ticket, ct) is not var (picture, bytes, isMain))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await FileEndpoint.SendAsync(context, bytes, picture.Name, picture.MediaType);
        if (isMain)
        {
            var opened = new Change.MarkOpened(review.Id, review.Revision, ticket.Person, time.GetUtcNow());
            await committer.CommitAsync(new Commit { Workspace = review.Workspace, Changes = [opened] }, ct);
        }
    }

    private async ValueTask<(Value.File Picture, byte[] Bytes, bool IsMain)?> FindAsync(ReviewRow review, PictureTicket ticket, CancellationToken ct)
    {
        if (await artifacts.FindAsync(review.Channel, review.Artifact.Content, ct) is not { } reviewed)
        {
            return null;
        }

        Value content = ValueJson.Read(reviewed.Bytes.Span);
        var pictures = ReviewSurfaces.For(review.Artifact.Type, content).Pictures(content);
        int at = pictures.ToList().FindIndex(picture => picture.Content == ticket.Picture);
        return at >= 0 && await artifacts.FindAsync(review.Channel, ticket.Picture, ct) is { } artifact
            ? (pictures[at], artifact.Bytes.ToArray(), at == 0)
            : null;
    }
}
