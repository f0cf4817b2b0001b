
  # "Lowered" is float32 that holds values of bfloat16, on processors that multiply bfloat16 no faster than float32: a product of two such
  # values is exact in float32, and sums are float32 in either case.
  def lowered(self: __torch__.M, x: Tensor) -> Tensor:
    return (self).widened(torch.to(x, 15))

  # A weight, float32 or bfloat16, as products with lowered operands take it
  def widened(self: __torch__.M, weight: Tensor) -> Tensor:
    if ops.prim.is_cpu(weight):
      y = torch.to(weight, 6)
    else:
      y = weight
    return y

  def widened_bias(self: __torch__.M, bias: Optional[Tensor]) -> Optional[Tensor]:
    if torch.__is__(bias, None):
      y = annotate(Optional[Tensor], None)
    else:
      y = annotate(Optional[Tensor], (self).widened(unchecked_cast(Tensor, bias)))
    return y
