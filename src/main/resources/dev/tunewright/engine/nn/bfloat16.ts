
  # "Lowered" is bfloat16, as operands of matrix products.
  def lowered(self: __torch__.M, x: Tensor) -> Tensor:
    return torch.to(x, 15)

  # A weight, float32 or bfloat16, as products with lowered operands take it
  def widened(self: __torch__.M, weight: Tensor) -> Tensor:
    return weight

  def widened_bias(self: __torch__.M, bias: Optional[Tensor]) -> Optional[Tensor]:
    return bias
