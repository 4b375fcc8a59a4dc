using System.Text.Json.Serialization;
using AgentBot.Core.Cards;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates;
using AgentBot.Core.Values;

namespace AgentBot.Core;

/// <summary>What is kept as JSON inside a row. The bytes of a closure name its version, so the order of properties is the order of declaration.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TemplateClosure))]
[JsonSerializable(typeof(Card))]
[JsonSerializable(typeof(Commands.ReceiptAnswer))]
[JsonSerializable(typeof(Templates.Spec.AgentSpec))]
[JsonSerializable(typeof(Templates.Spec.HttpToolSpec))]
[JsonSerializable(typeof(Schedules.ScheduleTerms))]
[JsonSerializable(typeof(Budgets.Shortage))]
[JsonSerializable(typeof(Revision))]
[JsonSerializable(typeof(ResolvedNames))]
[JsonSerializable(typeof(ReviewPolicy))]
[JsonSerializable(typeof(Reviews.Deciding.ReviewProgress))]
[JsonSerializable(typeof(IReadOnlyList<Reviews.Together.BatchMember>))]
[JsonSerializable(typeof(EffectTarget))]
[JsonSerializable(typeof(Schedules.ScheduleRule))]
[JsonSerializable(typeof(Schedules.Triggers.Trigger))]
[JsonSerializable(typeof(Schedules.Triggers.StoredEvent))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(System.Collections.Immutable.ImmutableSortedDictionary<string, string>))]
[JsonSerializable(typeof(FieldType.Boolean), TypeInfoPropertyName = "FieldTypeBoolean")]
[JsonSerializable(typeof(EffectTarget.Channel), TypeInfoPropertyName = "EffectTargetChannel")]
[JsonSerializable(typeof(EffectTarget.File), TypeInfoPropertyName = "EffectTargetFile")]
[JsonSerializable(typeof(EffectTarget.Thread), TypeInfoPropertyName = "EffectTargetThread")]
[JsonSerializable(typeof(EffectTarget.Direct), TypeInfoPropertyName = "EffectTargetDirect")]
[JsonSerializable(typeof(EffectTarget.Webhook), TypeInfoPropertyName = "EffectTargetWebhook")]
[JsonSerializable(typeof(EffectTarget.Asker), TypeInfoPropertyName = "EffectTargetAsker")]
[JsonSerializable(typeof(EffectTarget.Tool), TypeInfoPropertyName = "EffectTargetTool")]
[JsonSerializable(typeof(FieldType.Channel), TypeInfoPropertyName = "FieldTypeChannel")]
[JsonSerializable(typeof(FieldType.File), TypeInfoPropertyName = "FieldTypeFile")]
[JsonSerializable(typeof(FieldType.Table), TypeInfoPropertyName = "FieldTypeTable")]
[JsonSerializable(typeof(CardElement.Table), TypeInfoPropertyName = "CardElementTable")]
[JsonSerializable(typeof(Templates.Spec.StepSpec.Agent), TypeInfoPropertyName = "StepSpecAgent")]
[JsonSerializable(typeof(Templates.Spec.StepSpec.Workflow), TypeInfoPropertyName = "StepSpecWorkflow")]
[JsonSerializable(typeof(Templates.Spec.StepSpec.Action), TypeInfoPropertyName = "StepSpecAction")]
[JsonSerializable(typeof(Templates.Spec.StepSpec.Review), TypeInfoPropertyName = "StepSpecReview")]
[JsonSerializable(typeof(Templates.Spec.StepSpec.Publish), TypeInfoPropertyName = "StepSpecPublish")]
[JsonSerializable(typeof(Templates.Spec.TargetSpec.Channel), TypeInfoPropertyName = "TargetSpecChannel")]
[JsonSerializable(typeof(Templates.Spec.TargetSpec.File), TypeInfoPropertyName = "TargetSpecFile")]
[JsonSerializable(typeof(Templates.Spec.TargetSpec.Thread), TypeInfoPropertyName = "TargetSpecThread")]
[JsonSerializable(typeof(Templates.Spec.TargetSpec.Direct), TypeInfoPropertyName = "TargetSpecDirect")]
[JsonSerializable(typeof(Templates.Spec.TargetSpec.Webhook), TypeInfoPropertyName = "TargetSpecWebhook")]
[JsonSerializable(typeof(Templates.Spec.TargetSpec.Asker), TypeInfoPropertyName = "TargetSpecAsker")]
[JsonSerializable(typeof(Templates.Spec.TargetSpec.Tool), TypeInfoPropertyName = "TargetSpecTool")]
public sealed partial class StoreJson : JsonSerializerContext;
