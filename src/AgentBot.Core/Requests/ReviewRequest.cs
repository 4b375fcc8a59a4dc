using System.Collections.Immutable;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Requests;

/// <summary>What another program asks, once it was read.</summary>
/// <param name="Revision">From 1.</param>
/// <param name="Channel">As written; empty for the only one.</param>
/// <param name="Policy">Empty where <see cref="Reviewers"/> stand or the default holds.</param>
/// <param name="Files">Bytes that the content names.</param>
/// <param name="Received">Digest of the request's bytes.</param>
public sealed record ReviewRequest(
    string Id,
    int Revision,
    string Title,
    ArtifactKind Kind,
    Value Content,
    string Channel,
    string Policy,
    ImmutableArray<Principal> Reviewers,
    int Quorum,
    bool All,
    TimeSpan? Expires,
    ImmutableArray<string> OnBehalfOf,
    ImmutableArray<PostedSource> Sources,
    string Callback,
    IReadOnlyDictionary<Digest, byte[]> Files,
    Digest Received);

public sealed record PostedSource(string Name, string Text);
