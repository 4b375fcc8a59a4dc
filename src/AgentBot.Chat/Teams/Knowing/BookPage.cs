using System.Text.Json.Serialization;
using AgentBot.Chat.Teams.Receiving;

namespace AgentBot.Chat.Teams.Knowing;

/// <summary>A conversation that AgentBot has been in, as a verified activity told it.</summary>
/// <param name="Channel">As in <see cref="AgentBot.Core.ChannelKey"/>.</param>
/// <param name="ServiceUrl">Where it is answered; proved by the token of the activity that told it.</param>
/// <param name="Team">Id of the team of a channel; empty otherwise.</param>
/// <param name="With">Account of the other person in a one-to-one chat; empty otherwise.</param>
/// <param name="IsHere">False once AgentBot was removed.</param>
public sealed record KnownPlace(string Channel, string ServiceUrl, TeamsRoomKind Kind, string Name, string Team, string With, bool IsHere);

/// <summary>A person whom AgentBot has met.</summary>
/// <param name="Account">The id in Entra.</param>
/// <param name="Id">Teams' own id ("29:…"), which only this bot can use.</param>
/// <param name="TimeZone">IANA name; empty where Teams does not say.</param>
public sealed record KnownAccount(string Tenant, string Account, string Id, string Name, string TimeZone, bool IsOutside);

/// <summary>A part of what is remembered; small, so that a new conversation rewrites little.</summary>
public sealed record BookPage(IReadOnlyList<KnownPlace> Places, IReadOnlyList<KnownAccount> Accounts);

[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BookPage))]
internal sealed partial class BookJson : JsonSerializerContext;
