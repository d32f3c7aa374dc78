/**
 * Names of status codes by their upper 16 bits, OPC 10000-6 annex A.2 (the published table
 * StatusCode.csv): four digits and the name without its severity.
 */
const BAD = `
  8000 8001UnexpectedError 8002InternalError 8003OutOfMemory 8004ResourceUnavailable
  8005CommunicationError 8006EncodingError 8007DecodingError 8008EncodingLimitsExceeded
  8009UnknownResponse 800aTimeout 800bServiceUnsupported 800cShutdown 800dServerNotConnected
  800eServerHalted 800fNothingToDo 8010TooManyOperations 8011DataTypeIdUnknown
  8012CertificateInvalid 8013SecurityChecksFailed 8014CertificateTimeInvalid
  8015CertificateIssuerTimeInvalid 8016CertificateHostNameInvalid 8017CertificateUriInvalid
  8018CertificateUseNotAllowed 8019CertificateIssuerUseNotAllowed 801aCertificateUntrusted
  801bCertificateRevocationUnknown 801cCertificateIssuerRevocationUnknown 801dCertificateRevoked
  801eCertificateIssuerRevoked 801fUserAccessDenied 8020IdentityTokenInvalid
  8021IdentityTokenRejected 8022SecureChannelIdInvalid 8023InvalidTimestamp 8024NonceInvalid
  8025SessionIdInvalid 8026SessionClosed 8027SessionNotActivated 8028SubscriptionIdInvalid
  802aRequestHeaderInvalid 802bTimestampsToReturnInvalid 802cRequestCancelledByClient
  8031NoCommunication 8032WaitingForInitialData 8033NodeIdInvalid 8034NodeIdUnknown
  8035AttributeIdInvalid 8036IndexRangeInvalid 8037IndexRangeNoData 8038DataEncodingInvalid
  8039DataEncodingUnsupported 803aNotReadable 803bNotWritable 803cOutOfRange 803dNotSupported
  803eNotFound 803fObjectDeleted 8040NotImplemented 8041MonitoringModeInvalid
  8042MonitoredItemIdInvalid 8043MonitoredItemFilterInvalid 8044MonitoredItemFilterUnsupported
  8045FilterNotAllowed 8046StructureMissing 8047EventFilterInvalid 8048ContentFilterInvalid
  8049FilterOperandInvalid 804aContinuationPointInvalid 804bNoContinuationPoints
  804cReferenceTypeIdInvalid 804dBrowseDirectionInvalid 804eNodeNotInView 804fServerUriInvalid
  8050ServerNameMissing 8051DiscoveryUrlMissing 8052SemaphoreFileMissing 8053RequestTypeInvalid
  8054SecurityModeRejected 8055SecurityPolicyRejected 8056TooManySessions 8057UserSignatureInvalid
  8058ApplicationSignatureInvalid 8059NoValidCertificates 805aRequestCancelledByRequest
  805bParentNodeIdInvalid 805cReferenceNotAllowed 805dNodeIdRejected 805eNodeIdExists
  805fNodeClassInvalid 8060BrowseNameInvalid 8061BrowseNameDuplicated 8062NodeAttributesInvalid
  8063TypeDefinitionInvalid 8064SourceNodeIdInvalid 8065TargetNodeIdInvalid
  8066DuplicateReferenceNotAllowed 8067InvalidSelfReference 8068ReferenceLocalOnly
  8069NoDeleteRights 806aServerIndexInvalid 806bViewIdUnknown 806dTooManyMatches
  806eQueryTooComplex 806fNoMatch 8070MaxAgeInvalid 8071HistoryOperationInvalid
  8072HistoryOperationUnsupported 8073WriteNotSupported 8074TypeMismatch 8075MethodInvalid
  8076ArgumentsMissing 8077TooManySubscriptions 8078TooManyPublishRequests 8079NoSubscription
  807aSequenceNumberUnknown 807bMessageNotAvailable 807cInsufficientClientProfile
  807dTcpServerTooBusy 807eTcpMessageTypeInvalid 807fTcpSecureChannelUnknown
  8080TcpMessageTooLarge 8081TcpNotEnoughResources 8082TcpInternalError 8083TcpEndpointUrlInvalid
  8084RequestInterrupted 8085RequestTimeout 8086SecureChannelClosed 8087SecureChannelTokenUnknown
  8088SequenceNumberInvalid 8089ConfigurationError 808aNotConnected 808bDeviceFailure
  808cSensorFailure 808dOutOfService 808eDeadbandFilterInvalid 8097RefreshInProgress
  8098ConditionAlreadyDisabled 8099ConditionDisabled 809aEventIdUnknown 809bNoData 809dDataLost
  809eDataUnavailable 809fEntryExists 80a0NoEntryExists 80a1TimestampNotSupported
  80abInvalidArgument 80acConnectionRejected 80adDisconnect 80aeConnectionClosed 80afInvalidState
  80b0EndOfStream 80b1NoDataAvailable 80b2WaitingForResponse 80b3OperationAbandoned
  80b4ExpectedStreamToBlock 80b5WouldBlock 80b6SyntaxError 80b7MaxConnectionsReached
  80b8RequestTooLarge 80b9ResponseTooLarge 80bbEventNotAcknowledgeable
  80bdInvalidTimestampArgument 80beProtocolVersionUnsupported 80bfStateNotActive
  80c1FilterOperatorInvalid 80c2FilterOperatorUnsupported 80c3FilterOperandCountMismatch
  80c4FilterElementInvalid 80c5FilterLiteralInvalid 80c6IdentityChangeNotSupported
  80c8NotTypeDefinition 80c9ViewTimestampInvalid 80caViewParameterMismatch 80cbViewVersionInvalid
  80ccConditionAlreadyEnabled 80cdDialogNotActive 80ceDialogResponseInvalid
  80cfConditionBranchAlreadyAcked 80d0ConditionBranchAlreadyConfirmed 80d1ConditionAlreadyShelved
  80d2ConditionNotShelved 80d3ShelvingTimeOutOfRange 80d4AggregateListMismatch
  80d5AggregateNotSupported 80d6AggregateInvalidInputs 80d7BoundNotFound 80d8BoundNotSupported
  80daAggregateConfigurationRejected 80dbTooManyMonitoredItems 80e1DominantValueChanged
  80e3DependentValueChanged 80e4RequestNotAllowed 80e5TooManyArguments
  80e6SecurityModeInsufficient 80e7DataSetIdInvalid 80e8TransactionPending 80e9Locked
  80eaIndexRangeDataMismatch 80ecRequiresLock 80edLocaleNotSupported 80eeServerTooBusy 80f0NoValue
  80f1TransactionFailed 810dCertificateChainIncomplete 810eLicenseExpired
  810fLicenseLimitsExceeded 8110LicenseNotAvailable 8111NotExecutable 8112NumericOverflow
  8113RequestNotComplete 8114CertificatePolicyCheckFailed 8115AlreadyExists 8119Edited_OutOfRange
  811aInitialValue_OutOfRange 811bOutOfRange_DominantValueChanged
  811cEdited_OutOfRange_DominantValueChanged
  811dOutOfRange_DominantValueChanged_DependentValueChanged
  811eEdited_OutOfRange_DominantValueChanged_DependentValueChanged 811fTicketRequired
  8120TicketInvalid`;

const UNCERTAIN = `
  4000 406cReferenceOutOfServer 408fNoCommunicationLastUsableValue 4090LastUsableValue
  4091SubstituteValue 4092InitialValue 4093SensorNotAccurate 4094EngineeringUnitsExceeded
  4095SubNormal 40a4DataSubNormal 40bcReferenceNotDeleted 40c0NotAllNodesAvailable
  40deDominantValueChanged 40e2DependentValueChanged 40f2OverRange 40f3UnderRange
  4208TransducerInManual 4209SimulatedValue 420aSensorCalibration 420fConfigurationError`;

const GOOD = `
  0000 002dSubscriptionTransferred 002eCompletesAsynchronously 002fOverload 0030Clamped
  0096LocalOverride 00a2EntryInserted 00a3EntryReplaced 00a5NoData 00a6MoreData
  00a7CommunicationEvent 00a8ShutdownEvent 00a9CallAgain 00aaNonCriticalTimeout
  00baResultsMayBeIncomplete 00d9DataIgnored 00dcEdited 00ddPostActionFailed
  00dfRetransmissionQueueNotSupported 00e0DependentValueChanged 00ebSubNormal
  00efPasswordChangeRequired 0116Edited_DependentValueChanged 0117Edited_DominantValueChanged
  0118Edited_DominantValueChanged_DependentValueChanged 0401CascadeInitializationAcknowledged
  0402CascadeInitializationRequest 0403CascadeNotInvited 0404CascadeNotSelected
  0407FaultStateActive 0408InitiateFaultState 0409Cascade`;

const NAMES = new Map<number, string>([
  ...named(BAD, 'Bad'),
  ...named(UNCERTAIN, 'Uncertain'),
  ...named(GOOD, 'Good'),
]);

/** Whether the severity of a status code is Bad (OPC 10000-4 §7.39). */
export function isBad(status: number): boolean {
  return status >>> 30 >= 2;
}

/** Name of a status code by its upper half; hexadecimal where there is none. */
export function statusName(status: number): string {
  const high = status >>> 16;
  return NAMES.get(high) ?? `status_0x${(status >>> 0).toString(16).padStart(8, '0')}`;
}

function named(table: string, severity: string): (readonly [number, string])[] {
  return table
    .trim()
    .split(/\s+/)
    .map((word) => [Number.parseInt(word.slice(0, 4), 16), severity + word.slice(4)] as const);
}
